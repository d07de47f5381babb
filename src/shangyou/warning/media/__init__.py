"""Pictures of cameras into the page: drivers that turn what a camera gives into a playlist."""
