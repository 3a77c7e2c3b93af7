"""Commands of `pl-verify`, a file each where they are more than a few lines; `shared` is common."""
