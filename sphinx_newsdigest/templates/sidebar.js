// The table of contents of the site, as the book theme shows it: made where it is read.
(() => {
  const place = document.getElementById("newsdigest-sidebar");
  if (!place) return;
  const root = document.documentElement.dataset.content_root || "";
  const here = place.dataset.page;
  const depth = Number(place.dataset.depth);

  const element = (name, classes, ...inner) => {
    const made = document.createElement(name);
    if (classes) made.className = classes;
    made.append(...inner);
    return made;
  };
  const holdsPage = ([, address, inner]) => address === here || inner.some(holdsPage);

  // Entries under a closed one are made when it is opened: there may be thousands.
  const folded = (summary, isOpen, list) => {
    const details = element("details", "", summary);
    const fill = () => details.children.length > 1 || details.append(list());
    if (isOpen) fill();
    details.open = isOpen;
    summary.addEventListener("click", fill); // before it opens, by mouse or by key
    details.addEventListener("toggle", fill); // however else it was opened
    return details;
  };
  const chevron = () => {
    const toggle = element("span", "toctree-toggle", element("i", "fa-solid fa-chevron-down"));
    toggle.setAttribute("role", "presentation");
    return toggle;
  };
  const listed = ([title, address, inner], level) => {
    const isHere = address === here;
    const isOnTheWay = isHere || inner.some(holdsPage);
    const isAway = /^[a-z][a-z0-9+.-]*:/i.test(address);
    const link = element("a", `reference ${isAway ? "external" : "internal"}`);
    link.innerHTML = title;
    link.href = isHere ? "#" : isAway ? address : root + address;
    if (isHere) {
      link.classList.add("current");
      link.setAttribute("aria-current", "page");
    }
    const entry = element("li", `toctree-l${level}${isOnTheWay ? " current active" : ""}`, link);
    if (inner.length) {
      entry.classList.add("has-children");
      const list = () => element("ul", "", ...inner.map((it) => listed(it, level + 1)));
      entry.append(folded(element("summary", "", chevron()), isOnTheWay || level < depth, list));
    }
    return entry;
  };
  const listOf = (entries, classes) => element("ul", classes, ...entries.map((it) => listed(it, 1)));
  const captioned = ([caption, entries]) => {
    const words = element("p", "caption", element("span", "caption-text", caption));
    words.setAttribute("role", "heading");
    return [words, listOf(entries, "nav bd-sidenav")];
  };
  const collapsible = (group) => {
    const [words, list] = captioned(group);
    const summary = element("summary", "", words, chevron());
    const isOpen = group[1].some(holdsPage);
    const entry = element("li", `toctree-l0 has-children${isOpen ? " current active" : ""}`);
    entry.append(folded(summary, isOpen, () => list));
    return entry;
  };

  const shown = [];
  for (const group of SIDEBAR) {
    const [caption, entries] = group;
    if (!caption) shown.push(listOf(entries, "nav bd-sidenav"));
    else if (depth === 0) shown.push(element("ul", "list-caption", collapsible(group)));
    else shown.push(...captioned(group));
  }
  place.replaceChildren(...shown);
})();
