"""Advice on listings: diagnoses, words, texts, brands, properties and parcels."""
