/*
 * Search in scripts that put no spaces between words; see search/__init__.py.
 *
 * Sphinx's index names the pages that hold all characters and words of a query. The texts
 * tell which of them hold its runs of characters, in which passage, and of which day that is.
 */
// The semicolon ends what stands before in language_data.js: Sphinx 8 has none there.
;(() => {
  "use strict";

  const LETTERS = "§letters";
  const VARIANTS = "§variants";
  const SELECTORS = "§selectors";
  // Whether the texts are all of the book; else, they are what is written in these scripts.
  const WHOLE = §whole;

  const WORD = `(?:(?![${LETTERS}])[\\p{Letter}\\p{Number}_\\p{Emoji_Presentation}])+`;
  const LETTER = new RegExp(`[${LETTERS}]`, "u");
  const RUNS = new RegExp(`[${LETTERS}]+`, "gu");
  const WORDS = new RegExp(WORD, "gu");
  const CUT = new RegExp(`[${LETTERS}]|${WORD}`, "gu");
  const VARIANT = new RegExp(`[${VARIANTS}]+`, "gu");
  const SELECTOR = new RegExp(`[${SELECTORS}]`, "gu");
  const QUOTED = /["“”]([^"“”]+)["“”]/g;
  const AT_A_TIME = 100; // results put on the page before the browser may draw
  const BEFORE = 40; // characters of a summary before the words that are looked for
  const LENGTH = 160; // characters of a summary

  // The twin of plain() in characters.py.
  const plain = (text) =>
    text
      .replace(SELECTOR, "")
      .normalize("NFC")
      .replace(VARIANT, (run) => run.normalize("NFKC"))
      .normalize("NFC");

  window.splitQuery = (query) => plain(query).match(CUT) ?? [];

  // -- what is asked ------------------------------------------------------------

  /* Return what finds *text* in any case; beside a character of ours, spaces do not count. */
  const pattern = (text) => {
    const characters = [...text.replace(/\s+/g, " ")];
    const isOurs = (character) => LETTER.test(character ?? "");
    return characters
      .map((character, at) => {
        const gap = isOurs(character) || isOurs(characters[at - 1]) ? "\\s*" : "";
        if (character === " ") return gap || isOurs(characters[at + 1]) ? "\\s*" : "\\s+";
        return (at ? gap : "") + character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
      })
      .join("");
  };

  const finder = (text) => new RegExp(pattern(text), "iu");

  let stemmer = null;
  const known = new Map();
  const stemOf = (word) => {
    if (!known.has(word)) known.set(word, (stemmer ??= new Stemmer()).stemWord(word));
    return known.get(word);
  };
  const stemsOf = (text) => new Set((text.toLowerCase().match(WORDS) ?? []).map(stemOf));

  /* Return what a reader asks for: the whole, runs of characters, quoted words, other words. */
  const ask = (typed) => {
    const exact = [];
    const query = plain(typed)
      .replace(QUOTED, (_, words) => {
        exact.push(words.trim());
        return ` ${words} `;
      })
      .trim();
    // A part of the texts cannot tell of a phrase in another script.
    const told = exact.filter((words) => words && (WHOLE || LETTER.test(words)));
    const runs = [...(query.match(RUNS) ?? []), ...told];
    const idle = new Set(stopwords);
    const words = (query.toLowerCase().match(WORDS) ?? []).filter((word) => !idle.has(word));
    const runTests = runs.map(finder).map((run) => (passage, part) => run.test(passage[part]));
    const wordTest = (word) => (passage, part) => holdsWord(passage, part, word);
    const wordTests = new Map(words.map(stemOf).map((word) => [word, wordTest(word)]));
    return {
      query,
      terms: [...new Set([...runs, ...words])],
      phrase: finder(query),
      runTests,
      wordTests, // by stem
      tests: [...runTests, ...wordTests.values()],
      marks: new RegExp([...[query, ...runs].filter(Boolean).map(pattern), WORD].join("|"), "giu"),
    };
  };

  // -- where it stands ----------------------------------------------------------

  const pages = new Map(); // passages by docname
  const judged = new Set(); // of all passages, docname with hash, or with heading
  let places = null; // passages by the results that stand for them

  const hashOf = ({ isTop, anchor }) => (isTop || !anchor ? "" : `#${anchor}`);

  /* Take what texts.py wrote. */
  const setTexts = (found) => {
    const passages = [];
    for (const [docname, [title, day, rows]] of Object.entries(found)) {
      let section = "";
      const here = rows.map(([anchor, heading, text, own]) => {
        section = heading || section;
        const begins = heading !== "";
        return { docname, title, anchor, begins, heading: section, text, day: own ?? day };
      });
      // What a heading stands above tells more of it than nothing.
      here.forEach((passage, at) => (passage.next = here[at + 1]));
      // The first heading is the page's: so is its address.
      const top = here.find((passage) => passage.begins);
      if (top) top.isTop = true;
      pages.set(docname, here);
      passages.push(...here);
      judged.add(docname);
      for (const { anchor, heading } of here) {
        judged.add(`${docname}#${anchor}`).add(`${docname}\0${heading}`);
      }
    }
    // The newest first; sorting leaves those of one day as they stand.
    passages.sort((a, b) => (a.day < b.day ? 1 : a.day > b.day ? -1 : 0));
    passages.forEach((passage, at) => (passage.newness = 1 - at / passages.length));
  };

  const wordsOf = (passage, part) => {
    passage.words ??= {};
    return (passage.words[part] ??= stemsOf(passage[part]));
  };

  /* Return the pages with *word*, as Sphinx's index has it; what is no word there is a part. */
  const pagesWith = (word) => {
    const { terms, titleterms, docnames } = Search._index;
    const isPart = (words) => word.length > 2 && !Object.hasOwn(words, word);
    const found = [terms, titleterms].flatMap((words) => {
      const alike = isPart(words) ? Object.keys(words).filter((key) => key.includes(word)) : [word];
      return alike.flatMap((key) => (Object.hasOwn(words, key) ? words[key] : []));
    });
    return new Set(found.map((at) => docnames[at]));
  };

  const holdsWord = (passage, part, word) => {
    const there = wordsOf(passage, part);
    if (there.has(word)) return true;
    const { terms, titleterms } = Search._index;
    const isKnown = Object.hasOwn(terms, word) || Object.hasOwn(titleterms, word);
    return word.length > 2 && !isKnown && [...there].some((other) => other.includes(word));
  };

  const holds = (passage, test) => test(passage, "text") || test(passage, "heading");

  /* Return whether *passage* holds all; one of many under a heading holds some in its text. */
  const isHit = (passage, { tests }) =>
    tests.every((test) => holds(passage, test))
    && (passage.begins || tests.some((test) => test(passage, "text")));

  /* Titles first, then the whole query in one passage, then all of its words; the newest first. */
  const scoreOf = ({ begins, heading, isTop, newness, text }, { phrase }) => {
    if (begins && phrase.test(heading)) {
      // One that is the query, then one of a page.
      const isQuery = heading.match(phrase)[0].length === heading.length;
      return Scorer.title + (isQuery ? 2 : 0) + (isTop ? 1 : 0) + newness;
    }
    return Scorer.term + newness + (phrase.test(text) ? 1 : 0);
  };

  const toResult = (passage, score, filename) => {
    const { docname, title, heading } = passage;
    const kind = score < Scorer.title ? SearchResultKind.text : SearchResultKind.title;
    const name = heading && heading !== title ? `${title} › ${heading}` : title;
    const result = [docname, name, hashOf(passage), null, score, filename, kind];
    places.set(result, passage);
    return result;
  };

  /* Return the results on the page of *passages*: each that holds all; else the first of any. */
  const resultsOn = (passages, asked, filename) => {
    const hits = passages.filter((passage) => isHit(passage, asked));
    if (hits.length) return hits.map((hit) => toResult(hit, scoreOf(hit, asked), filename));
    const holdsAny = (passage) => asked.tests.some((test) => test(passage, "text"));
    const first = passages.find(holdsAny) ?? passages[0];
    return [toResult(first, Scorer.partialTerm + first.newness, filename)];
  };

  /* Return the pages of the index, as Sphinx's results: it knows no numbers. */
  const everyPage = () => {
    const { docnames, titles, filenames } = Search._index;
    const { text } = SearchResultKind;
    return docnames.map((name, at) => [name, titles[at], "", null, 0, filenames[at], text]);
  };

  // -- what a reader sees ---------------------------------------------------------

  /* Return the words in *text* that are asked for, and where they stand. */
  const marksIn = (text, { marks, phrase, wordTests }) =>
    [...text.matchAll(marks)]
      .map(({ 0: words, index }) => [words, index])
      .filter(
        ([words]) =>
          LETTER.test(words) || phrase.test(words) || wordTests.has(stemOf(words.toLowerCase())),
      );

  /* Return *text* as nodes, with what is asked for marked as Sphinx does. */
  const marked = (text, asked) => {
    const found = document.createDocumentFragment();
    let end = 0;
    for (const [words, start] of marksIn(text, asked)) {
      const mark = document.createElement("span");
      mark.className = "highlighted";
      mark.textContent = words;
      found.append(text.slice(end, start), mark);
      end = start + words.length;
    }
    found.append(text.slice(end));
    return found;
  };

  const summaryOf = (passage, asked) => {
    const { text = "", day } = passage.text ? passage : passage.next ?? passage;
    const marks = marksIn(text, asked);
    // The whole, if it is there: no mark is longer.
    const [, at] = marks.reduce(
      (best, mark) => (mark[0].length > best[0].length ? mark : best),
      ["", 0],
    );
    let start = Math.max(0, at - BEFORE);
    // No half of a Latin word, if there is another before the mark.
    if (start > 0 && /^\w\w/.test(text.slice(start - 1))) {
      start += Math.max(0, text.slice(start, at).search(/\W/));
    }
    let end = Math.min(text.length, start + LENGTH);
    // No half of a pair of surrogates.
    if (/[\udc00-\udfff]/.test(text[start] ?? "")) start -= 1;
    if (/[\udc00-\udfff]/.test(text[end] ?? "")) end += 1;
    const summary = document.createElement("p");
    summary.className = "context";
    if (day) {
      const time = document.createElement("time");
      time.textContent = day;
      summary.append(time, text && " · ");
    }
    summary.append(
      start > 0 ? "…" : "",
      marked(text.slice(start, end), asked),
      end < text.length ? "…" : "",
    );
    return summary;
  };

  const display = (result, asked) => {
    const passage = places.get(result) ?? (result[3] ? null : pages.get(result[0])?.[0]);
    if (!passage) {
      _displayItem(result, new Set(), new Set(asked.terms));
      return;
    }
    // Sphinx knows where the page is. With a description it does not fetch it.
    // It takes a title for HTML in Sphinx 8, so it gets none.
    _displayItem([result[0], "", result[2], " ", ...result.slice(4)], new Set(), new Set());
    const [link, summary] = Search.output.lastElementChild.children;
    link.replaceChildren(marked(result[1], asked));
    if (DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY) summary.replaceWith(summaryOf(passage, asked));
    else summary.remove();
  };

  /* Show *results*, of which the last is the best, in the list that is on the page. */
  const show = (results, asked) => {
    const list = Search.output;
    const count = new Set(results.map(([docname]) => docname)).size;
    const next = () => {
      if (Search.output !== list) return; // a reader asks for something else by now
      for (const result of results.splice(-AT_A_TIME).reverse()) display(result, asked);
      if (results.length) setTimeout(next);
      else _finishSearch(count);
    };
    next();
  };

  // -- how Sphinx comes here ------------------------------------------------------

  const improve = () => {
    if (typeof Search === "undefined") return; // a page that loads this and cannot search
    const stock = { ...Search };
    let asked = null;
    let loading = null;

    const load = () =>
      (loading ??= new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = `${document.documentElement.dataset.content_root}searchtexts.js`;
        script.onload = resolve;
        script.onerror = reject;
        document.body.append(script);
      }));

    Search.setTexts = setTexts;

    // A part of the texts has nothing to say to a query without characters of ours.
    const isOurs = () => asked[WHOLE ? "tests" : "runTests"].length > 0;

    Search._parseQuery = (typed) => {
      asked = ask(typed);
      if (!isOurs()) return stock._parseQuery(typed);
      const [query, terms, excluded] = stock._parseQuery(asked.query);
      if (SPHINX_HIGHLIGHT_ENABLED) {
        localStorage.setItem("sphinx_highlight_terms", asked.terms.join(" "));
      }
      const objects = asked.terms.map((term) => term.toLowerCase());
      return [query, terms, excluded, new Set(asked.terms), new Set(objects)];
    };

    Search.performTermsSearch = (terms, excluded) => {
      if (!pages.size || !isOurs()) return stock.performTermsSearch(terms, excluded);
      // Sphinx asks for all terms, unless they are short: then for some. And its index has no
      // numbers; in a part of the texts, none are asked for.
      const isNumber = (word) => /^\p{Number}+$/u.test(word);
      const words = [...asked.wordTests.keys()].filter((word) => WHOLE || !isNumber(word));
      const named = new Map(words.map((word) => [word, pagesWith(word)]));
      if (words.some((word) => /\p{Letter}/u.test(word) && !named.get(word).size)) return [];
      const inIndex = new Set([...terms].filter((term) => named.get(term)?.size !== 0));
      const found = inIndex.size ? stock.performTermsSearch(inIndex, excluded) : everyPage();
      return found.flatMap((page) => {
        const passages = pages.get(page[0]) ?? [];
        const isThere = (test) => passages.some((passage) => holds(passage, test));
        const isHere = (word) => named.get(word).has(page[0]) || isThere(asked.wordTests.get(word));
        if (!asked.runTests.every(isThere) || !words.every(isHere)) return [];
        // Sphinx indexes more than there are texts of, such as keywords for search engines.
        return passages.length ? resultsOn(passages, asked, page[5]) : [page];
      });
    };

    Search._performSearch = (...query) => {
      places = new Map();
      const results = stock._performSearch(...query);
      if (!pages.size || !isOurs()) return results;
      // Titles and objects: what is said of a passage here stands, for it has seen the text.
      const isJudged = ([docname, name, hash, , , , kind]) =>
        judged.has(docname + hash)
        || (kind === SearchResultKind.object && judged.has(`${docname}\0${name}`));
      return results.filter((result) => places.has(result) || !isJudged(result));
    };

    Search.query = (typed) => {
      const query = Search._parseQuery(typed);
      if (!isOurs()) {
        stock.query(typed);
        return;
      }
      const list = Search.output;
      const current = asked;
      const answer = () => {
        if (Search.output === list) show(Search._performSearch(...query), current);
      };
      load().then(answer, () => stock.query(typed));
    };
  };

  // Where a theme can search on every page, Sphinx takes each for the search page, and does
  // not mark there what was looked for.
  const markFound = () => {
    const results = document.getElementById("search-results");
    // In a dialog they are those of a search on this page.
    const isSearchPage = results !== null && !results.closest("dialog");
    if (typeof SphinxHighlight !== "undefined" && !isSearchPage) {
      SphinxHighlight.highlightSearchWords();
    }
  };

  document.addEventListener("DOMContentLoaded", markFound);
  if (typeof Search === "undefined") document.addEventListener("DOMContentLoaded", improve);
  else improve();
})();
