"""What scopes let an app do, in plain words."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from shopwright.contract.load import api_packages

#: What a scope lets an app do, as the user who grants it reads it.
SCOPES = {
    "creator.affiliate.info": "See your creator profile",
    "creator.affiliate.share_link.read": "See your affiliate share links",
    "creator.affiliate_collaboration.read": "See your collaborations with sellers, their orders and samples",
    "creator.showcase.read": "See the products in your showcase",
    "creator.showcase.write": "Add products to your showcase, and take them out",
    "data.shop_analytics.public.read": "See how the shop, its products, videos and live streams perform",
    "partner.authorization.info": "See which categories and markets you work in",
    "partner.tap_campaign.link.write": "Make promotion links for campaign products",
    "partner.tap_campaign.product.write": "Review products that sellers enter for your campaigns",
    "partner.tap_campaign.read": "See your affiliate campaigns and their products",
    "partner.tap_campaign.write": "Create, change and publish affiliate campaigns",
    "seller.affiliate_collaboration.read": "See collaborations with creators, their orders and samples",
    "seller.affiliate_collaboration.write": "Create and change collaborations with creators",
    "seller.affiliate_messages.write": "Read and write messages with creators",
    "seller.authorization.info": "See which shops you have, and set where their notifications go",
    "seller.creator_marketplace.read": "Search creators in the marketplace",
    "seller.customer_engagement.read": "See message campaigns to buyers",
    "seller.customer_engagement.write": "Create message campaigns and send them to buyers",
    "seller.customer_service": "Read and answer buyers' messages",
    "seller.delivery.status.write": "Report packages as delivered",
    "seller.fbt.info": "See stock and inbound orders at TikTok's warehouses",
    "seller.finance.info": "See statements, payments and transactions",
    "seller.fulfillment.basic": "See packages, ship them and print their labels",
    "seller.fulfillment.package.write": "Split and combine packages",
    "seller.global_product.category.info": "See categories and rules of global products",
    "seller.global_product.delete": "Delete global products",
    "seller.global_product.info": "See global products",
    "seller.global_product.write": "Create, change and publish global products",
    "seller.logistics": "See warehouses, carriers and tracking, and change shipping details",
    "seller.order.ext_ref.read": "See the order numbers of other systems",
    "seller.order.ext_ref.write": "Note order numbers of other systems",
    "seller.order.ext_ref.write.custom": "Note order numbers of other systems of your own",
    "seller.order.info": "See orders and what buyers paid",
    "seller.product.basic": "See products, categories and brands; upload pictures; put products on and off sale",
    "seller.product.delete": "Delete products and bring them back",
    "seller.product.write": "Create and change products, their prices and their stock",
    "seller.product_review.read": "See what buyers wrote about products",
    "seller.product_review.write": "Answer, tag and assign reviews, and ask for their removal",
    "seller.promotion.info": "See discounts and coupons",
    "seller.promotion.write": "Create and change discounts and coupons",
    "seller.return_refund.basic": "See and answer cancellations, returns and refunds",
    "seller.shop.info": "See your active shops, permissions and global warehouses",
    "serller.product.optimize": "Diagnose listings and translate their pictures",
}


class ScopeGroup(msgspec.Struct, frozen=True):
    """An API package, with those of its scopes that are asked for: key and words."""

    name: str
    scopes: list[tuple[str, str]]


def scope_groups(scopes: Iterable[str]) -> list[ScopeGroup]:
    """Scopes in plain words, under the package that they are switched on with."""
    wanted, groups, seen = set(scopes), [], set()
    for package in api_packages():
        mine = [scope for scope in package.scopes if scope in wanted and scope not in seen]
        seen.update(mine)
        if mine:
            groups.append(ScopeGroup(package.name.strip(), [(scope, SCOPES.get(scope, scope)) for scope in mine]))
    rest = sorted(wanted - seen)
    return [*groups, ScopeGroup("Other", [(scope, scope) for scope in rest])] if rest else groups
