"""The brands that the platform knows."""

import pytest

from shopwright.platform.catalogue import brands, taxonomy


def test_there_are_about_three_hundred_brands_in_the_order_of_their_names() -> None:
    names = [brand.name for brand in brands.brands()]
    assert 280 <= len(names) <= 330
    assert names == sorted(names, key=str.casefold)
    assert len({name.casefold() for name in names}) == len(names)


def test_ids_are_unique_have_nineteen_digits_and_begin_with_seven() -> None:
    ids = [brand.id for brand in brands.brands()]
    assert len(set(ids)) == len(ids)
    assert all(item.isdecimal() and len(item) == 19 and item.startswith("7") for item in ids)


def test_names_keep_the_limits_that_custom_brands_have() -> None:
    assert all(2 <= len(brand.name) <= 30 for brand in brands.brands())


def test_a_brand_is_found_by_id_and_by_its_exact_name_whatever_the_case() -> None:
    brand = brands.brands()[7]
    assert brands.brand(brand.id) is brand
    assert brands.brand_named(f" {brand.name.upper()} ") is brand
    assert brands.brand("7") is None
    assert brands.brand_named(brand.name[:-1]) is None


def test_search_finds_part_of_a_name_whatever_the_case() -> None:
    matches = brands.search("QUILL")
    assert len(matches) > 1
    assert all("quill" in brand.name.lower() for brand in matches)
    assert brands.search("") == brands.brands()


def test_about_a_dozen_brands_need_permission_and_name_branches_of_the_tree() -> None:
    guarded = [brand for brand in brands.brands() if brand.authorization_required]
    assert 10 <= len(guarded) <= 15
    assert [code for brand in guarded for code in brand.categories if not taxonomy.by_code(code)] == []
    assert all(brand.authorization_required or not brand.categories for brand in brands.brands())


@pytest.mark.parametrize(
    ("name", "code", "needed"),
    [
        ("Nimblefern", "aa-8-3", True),
        ("Nimblefern", "aa-8", True),
        ("Nimblefern", "aa-1-4", False),
        ("Quillandra", "hg-3-26", True),
        ("Mosswhistle", "hg-3-26", False),
    ],
)
def test_permission_is_needed_in_the_named_branches_or_everywhere(name: str, code: str, needed: bool) -> None:
    brand = brands.brand_named(name)
    assert brand
    assert brands.needs_authorization(brand, code) is needed


def test_a_branch_is_not_mistaken_for_another_that_begins_with_the_same_figures() -> None:
    brand = brands.Brand(id="7", name="Some", is_t1=False, authorization_required=True, categories=("aa-1",))
    assert brands.needs_authorization(brand, "aa-1-4")
    assert not brands.needs_authorization(brand, "aa-13")
