"""A config in JavaScript in, what it says in so many words out."""

import time

import pytest

from rag.book.markup.js_literals import objects


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("x = {a: 'one', 'b': \"two\", c: `three`, d: true, e: [false, 'it\\'s']}",
         {"a": "one", "b": "two", "c": "three", "d": True, "e": [False, "it's"]}),
        ("export default { // {a: 1}\n /* b: 'no', */ url: 'https://a.example/', }", {"url": "https://a.example/"}),
        ("const c: Config = ({ a: { b: 'c' } satisfies B, d: ('e') as const });", {"a": {"b": "c"}, "d": "e"}),
        ("{a: x ? 'b' : 'c', d: 'e' + f, g: `${h}`, i: j('k'), l: 'm'}",
         {"a": None, "d": None, "g": None, "i": None, "l": "m"}),
        ("{a: () => ({b: 'no'}), c: async (x) => { return {d: 'no'}; }, ...rest, e: [...f, 'g']}",
         {"a": None, "c": None, "e": [None, "g"]}),
        ("{a: require('b'), 'c': [d, ['e', ({f: 'g'})]]}", {"a": None, "c": [None, ["e", {"f": "g"}]]}),
    ],
)  # fmt: skip
def test_literals_are_read_and_nothing_is_guessed_of_the_rest(written: str, read: dict):
    assert next(objects(written)) == read


def test_an_object_in_the_body_of_a_function_is_found():
    text = "export default async function config() { const a = await b(); return { title: 'T', i18n: {locales: ['en']} }; }"

    assert list(objects(text)) == [{"title": "T", "i18n": {"locales": ["en"]}}]


@pytest.mark.parametrize(
    "broken", ["{a: [", "{a: 'b", "{a: {b: )}", "{a: (", "{'a': ]}", "{" * 500 + "a: 1", "{a:" * 500]
)
def test_what_is_broken_comes_to_an_end(broken: str):
    assert all(isinstance(each, dict) for each in objects(broken))


@pytest.mark.parametrize("written", ["{a:", "{a:[", "{a: {b: [{c: 'd',}, "])
def test_what_is_never_closed_is_read_once(written: str):
    """And not once for each of the objects around it, which took seconds."""
    text = written * (300_000 // len(written))
    started = time.process_time()
    list(objects(text))

    assert time.process_time() - started < 0.8
