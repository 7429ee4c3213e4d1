"""Names to entities, entities to graded mentions."""

from __future__ import annotations

from sphinx_newsdigest.mentions import mentions, near, register, unknown
from sphinx_newsdigest.model import Claim, Entity, Mention

NOVA = Entity("project", "nova", "Nova", "projects", aliases=("Compute", "计算服务"))
NEUTRON = Entity(
    "project", "neutron", "Neutron", "projects", former=(("Quantum", "2013-06"),), where="b.md:3"
)
REDHAT = Entity("organization", "redhat", "红帽", "organizations", aliases=("Red Hat",))
LING = Entity("person", "ling", "孔令贤", "people", aliases=("Nova",))
EVERYONE = (NOVA, NEUTRON, REDHAT, LING)


def claim(name: str, kind: str = "project", grade: str = "named", *, strict: bool = True) -> Claim:
    return Claim(kind, name, grade, strict, where="a.md:7")


def test_an_entity_is_found_by_id_title_alias_and_former_name() -> None:
    names = register(EVERYONE)
    assert {names.find("project", name) for name in ("nova", "Compute", "计算服务")} == {NOVA}
    assert {names.find("project", name) for name in ("neutron", "Quantum")} == {NEUTRON}
    assert names.find("organization", "红帽") == REDHAT


def test_case_width_and_spaces_of_a_name_do_not_count() -> None:
    names = register(EVERYONE)
    assert names.find("project", "ＮＯＶＡ") == NOVA
    assert names.find("organization", " red  HAT ") == REDHAT


def test_a_name_means_an_entity_of_its_kind() -> None:
    names = register(EVERYONE)
    assert names.find("person", "Nova") == LING
    assert names.find("organization", "Nova") is None


def test_without_a_kind_projects_come_before_organizations_and_people() -> None:
    names = register(EVERYONE)
    assert names.find("", "Nova") == NOVA
    assert names.find("", "Red Hat") == REDHAT
    assert names.find("", "孔令贤") == LING
    assert names.find("", "nobody") is None


def test_without_a_kind_no_event_is_meant() -> None:
    names = register([Entity("event", "barcelona-2016", "Barcelona", "events")])
    assert names.find("", "Barcelona") is None
    assert names.find("event", "Barcelona") is not None


def test_an_id_beats_a_title_and_a_title_an_alias_whoever_comes_first() -> None:
    by_alias = Entity("project", "a", "A", "d", aliases=("x", "y"))
    by_title = Entity("project", "b", "y", "d", aliases=("x",))
    by_id = Entity("project", "x", "X", "d")
    names = register([by_alias, by_title, by_id])
    assert names.find("project", "x") == by_id
    assert names.find("project", "y") == by_title


def test_an_alias_claimed_twice_stays_with_the_first_and_is_one_problem() -> None:
    first = Entity("project", "nova", "Nova", "a", aliases=("Compute", "VM"))
    second = Entity("project", "zun", "Zun", "b", aliases=("compute", "vm"), where="b.md:3")
    names = register([first, second])
    assert names.find("project", "Compute") == first
    (problem,) = names.problems
    assert problem.subtype == "alias"
    assert problem.where == "b.md:3"
    said = problem.message % problem.values
    assert "'compute'" in said
    assert "'vm'" in said
    assert "'zun'" in said
    assert "'nova'" in said


def test_two_entities_that_claim_each_others_names_are_one_problem() -> None:
    names = register(
        [
            Entity("project", "a", "A", "d", aliases=("b",)),
            Entity("project", "b", "B", "d", aliases=("a",)),
        ]
    )
    assert len(names.problems) == 1
    assert [names.find("project", name).id for name in "ab"] == ["a", "b"]  # type: ignore[union-attr]  # both are known


def test_the_same_name_of_two_kinds_is_no_problem() -> None:
    assert register(EVERYONE).problems == []


def test_an_entity_may_repeat_its_own_names() -> None:
    assert (
        register([Entity("project", "nova", "Nova", "d", aliases=("NOVA", "nova"))]).problems == []
    )


def test_claims_become_mentions_sorted_by_entity() -> None:
    names = register(EVERYONE)
    found = mentions([claim("redhat", "organization"), claim("Nova"), claim("Quantum")], names)
    assert found == (
        Mention("neutron", "project", "named"),
        Mention("nova", "project", "named"),
        Mention("redhat", "organization", "named"),
    )


def test_an_entity_is_mentioned_once_with_its_surest_grade() -> None:
    names = register(EVERYONE)
    claims = [claim("Nova", grade=grade) for grade in ("linked", "owned", "named")]
    assert mentions(claims, names) == (Mention("nova", "project", "owned"),)
    assert mentions(claims[::2], names) == (Mention("nova", "project", "named"),)


def test_a_name_that_nobody_bears_is_no_mention() -> None:
    assert mentions([claim("Swift"), claim("业界动态", strict=False)], register(EVERYONE)) == ()


def test_a_name_in_an_option_that_nobody_bears_is_a_problem_with_near_names() -> None:
    (problem,) = unknown([claim("Neutorn")], register(EVERYONE))
    assert problem.subtype == "unknown"
    assert problem.where == "a.md:7"
    assert problem.message % problem.values == "unknown project 'Neutorn'; did you mean 'neutron'?"


def test_a_name_like_no_other_is_a_problem_that_says_what_is_expected() -> None:
    (problem,) = unknown([claim("zzzzzz", "person")], register(EVERYONE))
    assert (
        problem.message % problem.values
        == "unknown person 'zzzzzz'; expected an id, a title or an alias"
    )


def test_a_heading_that_is_no_project_is_no_problem() -> None:
    assert list(unknown([claim("业界动态", strict=False)], register(EVERYONE))) == []


def test_near_names_are_of_the_kind_and_as_their_entities_write_them() -> None:
    names = register(EVERYONE)
    assert names.near("organization", "RedHat") == ["redhat", "红帽"]
    assert names.near("project", "Quantam") == ["Neutron"]
    assert names.near("organization", "Quantam") == []


def test_at_most_three_names_are_near_and_none_twice() -> None:
    assert len(near("name1", {f"name{n}": f"Name {n}" for n in range(9)})) == 3
    assert near("nova", {"nova": "Nova", "novaa": "Nova"}) == ["Nova"]
