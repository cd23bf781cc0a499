"""The pages that all others stand in: navigation, lists, search, today."""
