"""The catalogue: one package a paper, one module a section or appendix, one claim a statement.

Everything here may import `verify`; nothing in `verify` imports this package.
"""
