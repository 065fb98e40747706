"""Stands before a package that only development tools bring along; structlog would load it, and a host has none."""

raise ImportError("rich is not there in production")
