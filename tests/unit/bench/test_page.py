"""A run of some benchmarks keeps the figures of the others."""

from bench.__main__ import PARTS, page

TWO = page(page("", "idle", "idle figures"), "load", "load figures\n\n### Capacity\n\nten")


def test_sections_stand_in_the_order_of_the_parts() -> None:
    assert TWO.index(f"## {PARTS['load'].title}\n\nload figures") < TWO.index(
        f"## {PARTS['idle'].title}\n\nidle figures"
    )


def test_a_section_is_replaced_and_the_others_stay() -> None:
    again = page(TWO, "idle", "other figures")
    assert "idle figures" not in again
    assert again == TWO.replace("idle figures", "other figures")


def test_what_was_never_run_is_named() -> None:
    (told,) = (line for line in TWO.splitlines() if "not run" in line)
    assert "steps" in told
    assert "load" not in told
