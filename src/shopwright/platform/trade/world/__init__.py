"""Simulated buyers, carriers and sellers, on the platform's clock (rates and habits: ``domain/trade/world.py``).

Importing ``arriving`` and ``fates`` registers their due actions.
"""
