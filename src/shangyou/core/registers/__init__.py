"""The register engine: one declaration gives list, form, map layer, import, export, history and rights."""
