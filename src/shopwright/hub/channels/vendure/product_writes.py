"""Writes of products and their pictures: what Vendure is asked, and the shapes of what it answers."""

from __future__ import annotations

from .queries import Deletion, Group, Id, Items, Reply, Result


class CreateProductReply(Reply, frozen=True):
    create_product: Id


CREATE_PRODUCT = "mutation CreateProduct($input: CreateProductInput!) { createProduct(input: $input) { id } }"


class UpdateProductReply(Reply, frozen=True):
    update_product: Id


UPDATE_PRODUCT = "mutation UpdateProduct($input: UpdateProductInput!) { updateProduct(input: $input) { id } }"


class DeleteProductReply(Reply, frozen=True):
    delete_product: Deletion


DELETE_PRODUCT = "mutation DeleteProduct($id: ID!) { deleteProduct(id: $id) { result message } }"


class RemoveProductsReply(Reply, frozen=True):
    remove_products_from_channel: list[Id]


REMOVE_PRODUCTS = """
mutation RemoveProducts($input: RemoveProductsFromChannelInput!) { removeProductsFromChannel(input: $input) { id } }
"""


class MadeGroup(Reply, frozen=True):
    id: str
    name: str
    options: list[Group]


class CreateGroupReply(Reply, frozen=True):
    create_product_option_group: MadeGroup


CREATE_GROUP = """
mutation CreateGroup($input: CreateProductOptionGroupInput!) {
  createProductOptionGroup(input: $input) { id name options { id name } }
}
"""


class AddGroupReply(Reply, frozen=True):
    add_option_group_to_product: Id


ADD_GROUP = """
mutation AddGroup($product: ID!, $group: ID!) {
  addOptionGroupToProduct(productId: $product, optionGroupId: $group) { id }
}
"""


class GroupReply(Reply, frozen=True):
    product_option_group: MadeGroup | None


GROUP = "query Group($id: ID!) { productOptionGroup(id: $id) { id name options { id name } } }"


class CreateOptionReply(Reply, frozen=True):
    create_product_option: Id


CREATE_OPTION = """
mutation CreateOption($input: CreateProductOptionInput!) { createProductOption(input: $input) { id } }
"""


class CreateVariantsReply(Reply, frozen=True):
    create_product_variants: list[Id | None]


CREATE_VARIANTS = """
mutation CreateVariants($input: [CreateProductVariantInput!]!) { createProductVariants(input: $input) { id } }
"""


class UpdateVariantsReply(Reply, frozen=True):
    update_product_variants: list[Id | None]


UPDATE_VARIANTS = """
mutation UpdateVariants($input: [UpdateProductVariantInput!]!) { updateProductVariants(input: $input) { id } }
"""


class DeleteVariantsReply(Reply, frozen=True):
    delete_product_variants: list[Deletion]


DELETE_VARIANTS = "mutation DeleteVariants($ids: [ID!]!) { deleteProductVariants(ids: $ids) { result message } }"

# --- pictures ---


class AssetsReply(Reply, frozen=True):
    assets: Items[Id]


ASSETS = (
    "query Assets($name: String!) { assets(options: { take: 1, filter: { name: { eq: $name } } }) { items { id } } }"
)


class CreateAssetsReply(Reply, frozen=True):
    create_assets: list[Result]


CREATE_ASSETS = """
mutation CreateAssets($input: [CreateAssetInput!]!) {
  createAssets(input: $input) { ... on Asset { id } ... on ErrorResult { errorCode message } }
}
"""
