"""Simulated buyers, carriers and sellers, on the platform's clock (rates and habits: ``data/simulation.json``)."""
