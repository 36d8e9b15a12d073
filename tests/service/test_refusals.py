"""Every problem is a row: a stable code, a status, Chinese and English, and what to do."""

import re
from dataclasses import asdict

import pytest

from api.problems import CannotOpen
from api.refusals import PROBLEM, Problem, Refusal, Told, rows
from api.routes.describing import document_codes, refusing
from extractor.errors import EmptyDocument, MingxiError

GAP = re.compile(r"\{\w*\}")
TELLS_WHAT_TO_DO = re.compile(r"请|可用|只回答|应为|GET")


@pytest.mark.parametrize("code", rows())
def test_a_problem_is_told_in_both_languages_with_the_same_gaps(code):
    row = rows()[code]
    assert 400 <= row.status < 600
    assert row.title[0]
    assert row.title[1].isascii()
    assert row.detail[1].isascii()
    assert sorted(GAP.findall(row.detail[0])) == sorted(GAP.findall(row.detail[1]))
    assert code in document_codes() or TELLS_WHAT_TO_DO.search(row.detail[0]), row.detail[0]


def test_every_problem_of_a_route_has_an_example():
    for status, answer in refusing(*rows()).items():
        content = answer["content"][PROBLEM]
        for code, example in content["examples"].items():
            assert (example["value"]["status"], example["value"]["code"]) == (status, code)
            assert not GAP.search(example["value"]["detail"])
    assert {code for answer in refusing(*rows()).values() for code in answer["content"][PROBLEM]["examples"]} == set(
        rows()
    )


def test_a_mistake_of_ours_is_told_without_its_cause():
    for error in (KeyError("/secret"), CannotOpen("/secret", OSError(13, "/secret"))):
        problem = Problem.of(error)
        assert (problem.status, problem.code) == (500, "internal_error")
        assert "secret" not in str(problem)


def test_an_error_without_a_row_is_an_unreadable_document():
    assert Problem.of(MingxiError("a", "原因", "why")).code == "unreadable_document"


def test_a_problem_that_was_found_elsewhere_stays_as_it_is():
    problem = Problem.of(EmptyDocument("a.txt"))
    assert asdict(Problem.of(Told(problem))) == asdict(problem)
    assert (problem.status, problem.code, problem.detail[:6]) == (422, "empty_document", "a.txt：")


def test_what_a_problem_names_stays_on_one_line():
    assert "\n" not in Problem.of(Refusal("no_such_document", id="a\nb\x1b[31m")).detail
