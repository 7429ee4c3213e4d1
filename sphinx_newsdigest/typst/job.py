"""One run of the compiler in a process of its own, whose memory ends with it.

Run as a script, with a job as JSON at its input: of the package it needs nothing, Sphinx least.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import typst


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Lay out the file ``main`` below ``root``, and write its PDF if ``pdf`` is a path.

    Return the value of the metadata with the label ``report`` and the compiler's warnings, or
    its error, each with its place, or why it refuses the ``standards``.
    """
    compiler = typst.Compiler(
        job["main"],
        root=job["root"],
        font_paths=job["font_paths"],
        ignore_system_fonts=not job["system_fonts"],
    )
    warnings: list[Any] = []
    try:
        if job["pdf"]:
            _, warnings = compiler.compile_with_warnings(
                output=job["pdf"], format="pdf", pdf_standards=job["standards"]
            )
        try:
            report = compiler.query(f"<{job['report']}>", field="value", one=True)
        except RuntimeError:  # which does not say where; a compilation does
            compiler.compile(format="pdf")
            raise
    except typst.TypstError as error:
        return {"error": str(error), "diagnostic": error.diagnostic}
    except (TypeError, ValueError) as error:
        return {"refused": str(error)}
    said = [(found.message, found.diagnostic) for found in warnings]
    return {"report": json.loads(report), "warnings": said}


if __name__ == "__main__":
    sys.stdout.buffer.write(json.dumps(run(json.load(sys.stdin.buffer))).encode())
