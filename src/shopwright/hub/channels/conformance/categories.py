"""What a channel promises about its categories."""

from __future__ import annotations

from shopwright.hub.channels.categories import BrandSession, CategorySession
from shopwright.hub.channels.protocol import Capability

from .promise import promise
from .world import World


@promise(Capability.CATEGORIES)
def categories_are_a_tree_whose_leaves_say_what_they_ask_for(world: World) -> None:
    with world.session() as session:
        assert isinstance(session, CategorySession), "the session has the methods of CategorySession"
        tree = {row.external_id: row for row in session.categories()}
        leaves = [row for row in tree.values() if row.is_leaf]
        assert leaves, "there is a leaf to list in"
        parents = {row.parent_id for row in tree.values()}
        assert not parents & {row.external_id for row in leaves}, "nothing stands below a leaf"
        details = session.category_details(next(row.external_id for row in leaves if row.is_open))
        ids = [attribute.external_id for attribute in details.attributes]
        assert len(ids) == len(set(ids)), "an attribute is told once"
        for attribute in details.attributes:
            can_be_filled = attribute.values or attribute.is_custom or attribute.standards
            assert can_be_filled or not attribute.is_required, attribute.name
            known = all(condition.attribute_id in ids for condition in attribute.conditions)
            assert known, f"{attribute.name} goes with an attribute of the same category"
        papers = [certificate.external_id for certificate in details.certifications]
        assert len(papers) == len(set(papers)), "a certificate is told once"


@promise(Capability.CATEGORIES)
def a_recommended_category_is_a_leaf_of_the_tree(world: World) -> None:
    draft = world.draft()
    with world.session() as session:
        assert isinstance(session, CategorySession)
        recommended = session.recommend_category(draft.title, draft.description)
        leaves = {row.external_id for row in session.categories() if row.is_leaf}
    assert recommended == "" or recommended in leaves


@promise(Capability.BRANDS)
def a_brand_is_found_by_the_beginning_of_its_name_in_any_case(world: World) -> None:
    with world.session() as session:
        assert isinstance(session, BrandSession), "the session has the methods of BrandSession"
        made = session.create_brand("Wagtail Yard")
        brands = session.find_brands("wagtail")
    assert made.external_id in {brand.external_id for brand in brands}, "what was created is found"
    assert all(brand.name.casefold().startswith("wagtail") for brand in brands)
