"""The category tree, its attributes, the guess at a category, and the build of the shipped data."""

import lzma
import shutil
from collections import Counter
from itertools import pairwise
from pathlib import Path

import build_taxonomy
import msgspec
import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules_file import rules_file
from shopwright.platform.catalogue.taxonomy import Category, Version
from shopwright.platform.catalogue.taxonomy.tree import rows
from shopwright.platform.core.data_files import read_data_file

VERSIONS: tuple[Version, ...] = ("v1", "v2")
SHIPPED = build_taxonomy.DEFAULT_OUTPUT
FILES = ("categories.json.xz", "attributes.json.xz")

needs_source = pytest.mark.skipif(
    not build_taxonomy.DEFAULT_SOURCE.exists(), reason=f"no source taxonomy at {build_taxonomy.DEFAULT_SOURCE}"
)


def leaf(code: str, version: Version = "v2") -> Category:
    category = taxonomy.by_code(code, version)
    assert category is not None, code
    return category


def test_the_source_has_10282_categories_and_each_version_shows_those_above_its_cut() -> None:
    assert len(rows()) == 10_282
    assert len(taxonomy.categories("v1")) == sum(row.code.count("-") < 3 for row in rows()) == 1_693
    assert len(taxonomy.categories("v2")) == sum(row.code.count("-") < 7 for row in rows()) == 10_241


@pytest.mark.parametrize("version", VERSIONS)
def test_ids_are_unique_decimal_and_of_six_or_seven_digits(version: Version) -> None:
    ids = [category.id for category in taxonomy.categories(version)]
    assert len(set(ids)) == len(ids)
    assert all(id_.isdecimal() and 6 <= len(id_) <= 7 for id_ in ids)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_chain_leads_from_a_root_to_its_category_one_level_at_a_time(version: Version) -> None:
    for category in taxonomy.categories(version):
        chain = taxonomy.chain(category.id, version)
        assert chain[0].parent_id == taxonomy.ROOT_PARENT_ID
        assert chain[-1] is category
        assert [category.level for category in chain] == list(range(1, category.level + 1))
        assert all(below.parent_id == above.id for above, below in pairwise(chain))


@pytest.mark.parametrize("version", VERSIONS)
def test_a_category_is_a_leaf_exactly_when_nothing_is_below_it(version: Version) -> None:
    for category in taxonomy.categories(version):
        assert category.is_leaf == (not taxonomy.children(category.id, version))
        assert category.level <= taxonomy.LEVELS[version]


def test_tree_order_puts_each_category_before_what_is_below_it() -> None:
    walked: list[Category] = []
    stack = list(reversed(taxonomy.children(taxonomy.ROOT_PARENT_ID, "v2")))
    while stack:
        walked.append(stack.pop())
        stack.extend(reversed(taxonomy.children(walked[-1].id, "v2")))
    assert tuple(walked) == taxonomy.categories("v2")


def test_both_versions_know_a_category_by_the_same_id_and_v1_cuts_it_off_at_three_levels() -> None:
    tops, shirts = leaf("aa-1-13"), leaf("aa-1-13-8")
    assert not tops.is_leaf
    assert taxonomy.category(tops.id, "v1") == msgspec.structs.replace(tops, is_leaf=True)
    assert taxonomy.category(shirts.id, "v1") is None
    assert taxonomy.at_cut("aa-1-13-8", "v1") == taxonomy.category(tops.id, "v1")
    assert taxonomy.at_cut("aa-1-13-8", "v2") == shirts


def test_unknown_ids_and_codes_give_nothing() -> None:
    assert taxonomy.category("1", "v2") is None
    assert taxonomy.by_code("zz-1") is None
    assert taxonomy.at_cut("zz-1-2-3", "v1") is None
    assert taxonomy.chain("1", "v2") == taxonomy.children("1", "v2") == ()
    assert taxonomy.attributes("1", "v2") == ()


def test_search_finds_a_keyword_in_names_whatever_its_case() -> None:
    categories = taxonomy.search("hEADphones", "v2")
    assert leaf("el-2-2-7-1") in categories
    assert all("headphones" in category.name.lower() for category in categories)
    assert taxonomy.search("no such thing", "v2") == ()


def test_an_attribute_is_listed_once_in_a_category_with_unique_values() -> None:
    for category in taxonomy.categories("v2")[::25]:
        listed = taxonomy.attributes(category.id, "v2")
        assert max(Counter(category_attribute.id for category_attribute in listed).values(), default=1) == 1
        assert all(
            len({value.id for value in category_attribute.values}) == len(category_attribute.values)
            for category_attribute in listed
        )


def test_sales_properties_come_first_and_take_one_value() -> None:
    listed = taxonomy.attributes(leaf("aa-1-13-8").id, "v2")
    assert [
        category_attribute.handle for category_attribute in listed if category_attribute.type == "SALES_PROPERTY"
    ] == ["color", "pattern", "size"]
    assert [category_attribute.type for category_attribute in listed] == sorted(
        (category_attribute.type for category_attribute in listed), reverse=True
    )
    assert not any(
        category_attribute.is_multiple_selection
        for category_attribute in listed
        if category_attribute.type == "SALES_PROPERTY"
    )


def test_a_variant_has_an_id_of_its_own_and_the_values_of_its_base() -> None:
    base, variant = taxonomy.attribute_by_handle("color"), taxonomy.attribute_by_handle("handle-color")
    assert base
    assert variant
    assert base.id != variant.id
    assert base.values == variant.values


def test_a_category_cut_off_by_v1_offers_what_most_leaves_below_it_have() -> None:
    clothes = leaf("aa-1-2")
    in_v1 = {attribute.handle for attribute in taxonomy.attributes(clothes.id, "v1")}
    in_v2 = {attribute.handle for attribute in taxonomy.attributes(clothes.id, "v2")}
    assert "size" in in_v1 - in_v2


def test_required_attributes_are_known_and_offered_somewhere_in_their_branch() -> None:
    for rule in rules_file().required_attributes:
        for branch in rule.branches:
            covered = [
                category for category in taxonomy.categories("v2") if f"{category.code}-".startswith(f"{branch}-")
            ]
            offered = {
                attribute.handle
                for category in covered
                for attribute in taxonomy.attributes(category.id, "v2")
                if attribute.is_required
            }
            assert rule.handles <= offered, branch


def test_most_home_and_gift_categories_require_nothing() -> None:
    leaves = [
        category
        for category in taxonomy.categories("v2")
        if category.is_leaf and category.code.startswith(("hg-", "ae-3"))
    ]
    asking = [
        category.code
        for category in leaves
        if any(attribute.is_required for attribute in taxonomy.attributes(category.id, "v2"))
    ]
    assert asking == []


def test_a_value_of_one_attribute_can_make_another_required() -> None:
    listed = {attribute.handle: attribute for attribute in taxonomy.attributes(leaf("el-2-2-7-1-5").id, "v2")}
    (condition,) = listed["cell-composition"].requirement_conditions
    trigger = listed["contains-batteries"]
    assert trigger.is_required
    assert condition.attribute_id == trigger.id
    assert [value.name for value in trigger.values if value.id == condition.attribute_value_id] == ["Yes"]


def test_every_handle_in_the_rules_is_an_attribute() -> None:
    rules = rules_file()
    handles = rules.sales_properties.handles | rules.single_choice.handles | rules.closed_values.handles
    handles |= rules.numeric_values.handles | {rule.handle for rule in rules.conditional_attributes}
    assert [handle for handle in sorted(handles) if not taxonomy.attribute_by_handle(handle)] == []


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("white hanging heart t-light holder", "hg-3-39-2"),
        ("jumbo bag red retrospot", "lb-11"),
        ("womens cotton t-shirt", "aa-1-13-8"),
        ("wireless bluetooth headphones", "el-2-2-7-1-5"),
        ("Lunch Bag Suki Design", "hg-11-3-7-1"),
        ("Coffee Mug", "hg-11-10-5-5"),
        ("Waterproof Hiking Boots for Men", "aa-8-3"),
        ("Bamboo Cutting Board", "hg-11-8-21"),
        ("Café crème Teapot", "hg-11-10-2-2"),
    ],
)
def test_recommend_finds_the_leaf_that_a_title_speaks_of(title: str, code: str) -> None:
    category = taxonomy.recommend(title, "", (), "v2")
    assert category
    assert category.code == code


def test_recommend_answers_with_a_leaf_of_the_version_asked_for() -> None:
    assert taxonomy.recommend("womens cotton t-shirt", "", (), "v1") == leaf("aa-1-13", "v1")


def test_recommend_reads_the_description_and_the_extra_terms_when_the_title_says_nothing() -> None:
    assert taxonomy.recommend("Suki", "", (), "v2") is None
    assert taxonomy.recommend("Suki", "<p>A large <b>teapot</b> of china</p>", (), "v2") == leaf("hg-11-10-2-2")
    assert taxonomy.recommend("Suki", "", ["Teapots"], "v2") == leaf("hg-11-10-2-2")


@pytest.mark.parametrize("title", ["", "xyzzy plugh", "the red set of 3", "ティーポット"])
def test_recommend_gives_nothing_when_no_word_is_known(title: str) -> None:
    assert taxonomy.recommend(title, "", (), "v2") is None


def test_recommend_leaves_out_excluded_categories() -> None:
    mugs = leaf("hg-11-10-5-5")
    other = taxonomy.recommend("Coffee Mug", "", (), "v2", excluded={mugs.id})
    assert other is not None
    assert other != mugs


def test_recommend_finds_nearly_every_category_by_its_own_name() -> None:
    leaves = [category for category in taxonomy.categories("v2") if category.is_leaf]
    names = Counter(category.name for category in leaves)
    asked = [category for category in leaves if names[category.name] == 1][::20]
    categories = [taxonomy.recommend(category.name, "", (), "v2") for category in asked]
    assert sum(category == guess for category, guess in zip(asked, categories, strict=True)) > 0.95 * len(asked)


def test_every_branch_in_the_words_is_a_category() -> None:
    words = msgspec.json.decode(read_data_file("catalogue", "category_words.json"))
    branches = [*words["things"].values(), *words["shy"]]
    assert [branch for branch in branches if not taxonomy.by_code(branch)] == []


@needs_source
def test_a_rebuild_from_the_source_changes_no_byte_and_resolves_every_handle(tmp_path: Path) -> None:
    for name in FILES:
        shutil.copy(SHIPPED / name, tmp_path)
    assert not build_taxonomy.build(build_taxonomy.DEFAULT_SOURCE, tmp_path)
    assert [(tmp_path / name).read_bytes() for name in FILES] == [(SHIPPED / name).read_bytes() for name in FILES]


@needs_source
def test_a_build_from_nothing_says_the_same_as_the_shipped_files(tmp_path: Path) -> None:
    build_taxonomy.build(build_taxonomy.DEFAULT_SOURCE, tmp_path)
    for name in FILES:
        assert lzma.decompress((tmp_path / name).read_bytes()) == read_data_file("catalogue", name)


def test_ids_stay_with_their_codes_new_codes_get_new_ids_and_retired_ids_are_not_used_again() -> None:
    first = build_taxonomy.assign_ids(["a", "b", "c"], {}, 600_001)
    second = build_taxonomy.assign_ids(["a", "d", "c"], first, 600_001)
    third = build_taxonomy.assign_ids(["b", "e"], second, 600_001)
    assert first == {"a": 600_001, "b": 600_002, "c": 600_003}
    assert second == first | {"d": 600_004}
    assert third == second | {"e": 600_005}
    assert build_taxonomy.retired(second, ["a", "d", "c"]) == {"b": 600_002}


@pytest.mark.parametrize("name", FILES)
def test_the_shipped_files_are_small_and_of_a_format_without_a_time_stamp(name: str) -> None:
    assert (SHIPPED / name).read_bytes().startswith(b"\xfd7zXZ\x00")
    assert sum((SHIPPED / file).stat().st_size for file in FILES) < 700_000
