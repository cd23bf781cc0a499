"""What a category asks of a listing, by region."""

import msgspec
import pytest

from shopwright.platform.catalogue import taxonomy
from shopwright.platform.catalogue.category_rules import (
    CategoryRules,
    ListingPolicy,
    category_rules,
    listing_policy,
    permissions,
    prohibited,
)
from shopwright.platform.catalogue.category_rules_file import Rule, by_branch, longest, rules_file

REGIONS = ("BR", "DE", "ES", "FR", "GB", "ID", "IE", "IT", "JP", "MX", "MY", "PH", "SG", "TH", "US", "VN")
REPLY_FIELDS = {  # GetCategoryRulesResponseData
    "product_certifications", "size_chart", "cod", "package_dimension", "epr", "responsible_person", "manufacturer",
    "allowed_special_product_types", "fees", "seller_sku",
}  # fmt: skip

TEAPOTS, TSHIRTS, DRESSES, HEADPHONES, SODA, TOYS = (
    "hg-11-10-2-2", "aa-1-13-8", "aa-1-4", "el-2-2-7-1-5", "fb-1-12", "tg-5-28",
)  # fmt: skip


def identity(code: str) -> str:
    category = taxonomy.by_code(code)
    assert category is not None, code
    return category.id


def rules(code: str, region: str) -> CategoryRules:
    rules_of_category = category_rules(identity(code), region, "v2")
    assert rules_of_category is not None
    return rules_of_category


def policy(code: str, region: str) -> ListingPolicy:
    policy_of_category = listing_policy(identity(code), region, "v2")
    assert policy_of_category is not None
    return policy_of_category


def all_rules() -> list[Rule]:
    sections = (getattr(rules_file(), name) for name in rules_file().__struct_fields__)
    return [rule for section in sections if isinstance(section, tuple) for rule in section if isinstance(rule, Rule)]


def test_every_category_has_rules_in_every_region() -> None:
    for region in REGIONS:
        for category in taxonomy.categories("v2")[::40]:
            assert category_rules(category.id, region, "v2")
            assert listing_policy(category.id, region, "v2")


def test_an_unknown_category_has_no_rules() -> None:
    assert category_rules("1", "US", "v2") is None
    assert listing_policy("1", "US", "v2") is None


def test_the_rules_encode_as_the_reply_of_get_category_rules() -> None:
    reply = msgspec.to_builtins(rules(HEADPHONES, "DE"))
    assert set(reply) == REPLY_FIELDS
    assert reply["manufacturer"] == {"is_required": True}
    assert reply["cod"] == {"is_supported": False}


def test_every_branch_in_the_rules_is_a_category_and_every_region_is_known() -> None:
    regions = {"*", *REGIONS, *rules_file().region_groups}
    for rule in all_rules():
        assert [branch for branch in rule.branches if branch != "*" and not taxonomy.by_code(branch)] == []
        assert set(rule.regions) <= regions


def test_the_longest_branch_wins_over_a_shorter_one() -> None:
    assert rules("hb-3-2-6", "DE").product_certifications
    assert not rules("hb-3-2-5", "DE").product_certifications


def test_a_country_wins_over_its_group_and_a_group_over_everywhere() -> None:
    def rule(why: str, *regions: str) -> Rule:
        return Rule(invented=True, why=why, branches=("aa",), regions=regions)

    mixed_rules = (rule("country", "DE"), rule("all", "*"), rule("group", "EU"))
    for region, last in (("DE", "country"), ("FR", "group"), ("US", "all")):
        assert longest(by_branch(mixed_rules, region), "aa-1-2")[-1].why == last


def test_most_home_categories_ask_for_no_certificate_and_no_size_chart() -> None:
    teapots = rules(TEAPOTS, "US")
    assert not teapots.product_certifications
    assert not teapots.size_chart.is_supported


def test_a_certificate_can_be_asked_for_by_a_value_of_an_attribute_of_the_category() -> None:
    (sheet,) = (
        product_certification
        for product_certification in rules(HEADPHONES, "US").product_certifications
        if product_certification.requirement_conditions
    )
    offered = {attribute.id: attribute for attribute in taxonomy.attributes(identity(HEADPHONES), "v2")}
    (condition,) = sheet.requirement_conditions
    assert not sheet.is_required
    assert condition.attribute_value_id in {value.id for value in offered[condition.attribute_id].values}


def test_certificate_conditions_name_attributes_that_the_category_has() -> None:
    for category in taxonomy.categories("v2")[::15]:
        offered = {attribute.id for attribute in taxonomy.attributes(category.id, "v2")}
        for region in ("US", "DE", "ID", "BR", "JP"):
            asked = category_rules(category.id, region, "v2")
            assert asked
            attribute_ids = {
                condition.attribute_id
                for product_certification in asked.product_certifications
                for condition in product_certification.requirement_conditions
            }
            assert attribute_ids <= offered, (category.code, region)


def test_some_certificates_need_a_last_day_and_some_do_not() -> None:
    (bpom, _halal) = rules("hb-3-2-6", "ID").product_certifications
    (cpc,) = (
        product_certification
        for product_certification in rules(TOYS, "US").product_certifications
        if product_certification.is_required
    )
    assert bpom.expiration_date.is_required
    assert not cpc.expiration_date.is_required


def test_certificate_ids_are_unique_numbers_and_each_is_used() -> None:
    file = rules_file()
    ids = [certificate.id for certificate in file.certificates.values()]
    assert len(set(ids)) == len(ids)
    assert all(id_.isdecimal() and len(id_) == 19 for id_ in ids)
    assert {use.use for rule in file.certifications for use in rule.certificates} == set(file.certificates)


def test_clothes_and_shoes_take_a_size_chart_and_some_need_one() -> None:
    assert rules(TSHIRTS, "US").size_chart.is_supported
    assert not rules(TSHIRTS, "US").size_chart.is_required
    assert rules(DRESSES, "US").size_chart.is_required
    assert rules("aa-8-8", "FR").size_chart.is_required
    assert not rules("aa-8-8", "TH").size_chart.is_required
    assert {
        measurement_and_option.measurement_type
        for measurement_and_option in rules(DRESSES, "US").size_chart.measurement_and_options
    } == {
        "BODY_MEASUREMENTS",
        "PRODUCT_MEASUREMENTS",
    }


@pytest.mark.parametrize(("region", "supported"), [("ID", True), ("VN", True), ("SG", False), ("US", False)])
def test_cash_on_delivery_goes_by_region(region: str, supported: bool) -> None:
    assert rules(TEAPOTS, region).cod.is_supported is supported
    assert not rules("el-6-6", region).cod.is_supported


@pytest.mark.parametrize(("region", "required"), [("DE", True), ("IE", True), ("GB", False), ("US", False)])
def test_the_union_asks_for_a_manufacturer_and_a_responsible_person(region: str, required: bool) -> None:
    assert rules(TEAPOTS, region).manufacturer.is_required is required
    assert rules(TEAPOTS, region).responsible_person.is_required is required
    assert not rules(SODA, region).manufacturer.is_required


@pytest.mark.parametrize(
    ("region", "types"),
    [("US", ("PRE_ORDER", "MADE_TO_ORDER", "CUSTOM")), ("GB", ("PRE_ORDER",)), ("TH", ("PRE_ORDER",)), ("DE", ())],
)
def test_special_product_types_go_by_region_and_food_has_none(region: str, types: tuple[str, ...]) -> None:
    assert rules(TEAPOTS, region).allowed_special_product_types == types
    assert rules(SODA, region).allowed_special_product_types == ()


def test_a_deposit_is_charged_on_drinks_in_germany_only() -> None:
    (fee,) = rules(SODA, "DE").fees
    assert (fee.type, fee.is_required) == ("PFAND", True)
    assert rules(SODA, "FR").fees == rules(TEAPOTS, "DE").fees == ()


@pytest.mark.parametrize("code", ["se-1", "so-1", "gc", "pa", "na", "ap-1", "fb-3-3", "ma-2-2-9"])
def test_what_is_not_goods_or_not_lawful_is_prohibited_everywhere(code: str) -> None:
    for region in REGIONS:
        assert policy(code, region).permission_statuses == ("PROHIBITED",)
        assert identity(code) in prohibited(region, "v2")


def test_a_category_that_is_not_open_in_a_region_is_prohibited_there_and_by_invitation_elsewhere() -> None:
    wine = "fb-1-1-7"
    assert not policy(wine, "US").is_open
    assert policy(wine, "US").permission_statuses == ("PROHIBITED",)
    assert policy(wine, "GB").is_open
    assert policy(wine, "GB").permission_statuses == ("INVITE_ONLY",)


def test_permissions_cover_the_whole_tree_and_agree_with_the_policy_of_each_category() -> None:
    granted = permissions("ID", "v1")
    assert set(granted) == {category.id for category in taxonomy.categories("v1")}
    assert granted[identity("hg")] == ("AVAILABLE",)


def test_custom_attributes_are_for_sales_unless_the_branch_says_otherwise() -> None:
    allowed = [
        (policy(code, "US").allows_custom_sales_attributes, policy(code, "US").allows_custom_product_attributes)
        for code in (TEAPOTS, "aa-8-8", "ae-2-2-3")
    ]
    assert allowed == [(True, False), (False, False), (True, True)]
