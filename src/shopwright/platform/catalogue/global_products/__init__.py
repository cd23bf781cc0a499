"""Global products: one product of a seller, published to shops in several markets that share its stock."""
