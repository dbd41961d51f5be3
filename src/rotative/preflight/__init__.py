"""Preflight: finished files looked at once more before anyone else opens them.

`pdf.inspect` and `epub_lint.inspect` are the entries for builds, `files.inspect` that for people.
"""
