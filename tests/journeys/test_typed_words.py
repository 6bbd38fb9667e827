"""What somebody typed and did not send is never on the page of whoever uses the tab after her."""

import pytest

from tests.browser import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.process]

FILL = """() => {
  for (const field of document.querySelectorAll("main :is(input, select, textarea)")) {
    if (["radio", "checkbox"].includes(field.type)) field.checked = !field.checked;
    else if (field.localName === "select") field.selectedIndex = field.options.length - 1;
    else if (field.type === "date") field.value = "2031-03-04";
    else if (field.type === "time") field.value = "03:04";
    else if (!["hidden", "file"].includes(field.type)) field.value = "dit zijn haar woorden";
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""
CHANGED = """() => [...document.querySelectorAll("main :is(input, select, textarea)")]
  .filter((field) => {
    if (["radio", "checkbox"].includes(field.type)) return field.checked !== field.defaultChecked;
    if (field.localName !== "select") return field.value !== field.defaultValue;
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  })
  .map((field) => `${field.name || field.id}: ${field.value}`)"""


def go_back_to(page, path):
    """Press 'back' until this page is there."""
    for _ in range(8):
        page.go_back()
        page.wait_for_load_state()
        if page.url.endswith(path):
            return
    raise AssertionError(f"{path} is not in the history of this tab")


@pytest.mark.parametrize("path", ["/week/wishes/", "/me/passphrase/"])
def test_the_next_person_in_this_tab_finds_no_words_on_a_page_of_her_own(visit, path):
    page = visit("amal")
    page.goto(path)
    page.evaluate(FILL)
    assert page.evaluate(CHANGED) != []
    page.goto("/me/")
    page.get_by_role("button", name="Log uit").click()
    page.wait_for_url("**/in/")
    sign_in(page, "bo")

    go_back_to(page, path)

    assert page.evaluate(CHANGED) == []


def test_the_next_person_finds_no_choices_of_another_on_her_own_page(visit):
    page = visit("amal")
    page.goto("/me/")
    page.evaluate(FILL)
    page.goto("/help/")

    go_back_to(page, "/me/")

    assert page.evaluate(CHANGED) == []


def test_the_door_is_empty_after_back(visit):
    page = visit()
    page.goto("/in/")
    page.get_by_label("Je inlognaam").fill("amal")
    page.get_by_label("Laat zien wat ik typ").check()
    page.get_by_label("Je wachtwoord", exact=True).fill("drie geheime woorden")
    page.goto("/help/")

    go_back_to(page, "/in/")

    page.wait_for_function(f"() => ({CHANGED})().length === 0")
    assert page.get_by_label("Je wachtwoord", exact=True).get_attribute("type") == "password"
