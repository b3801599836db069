"""Limits of time and memory on the steps of judging."""
