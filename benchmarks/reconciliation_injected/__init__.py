"""Written documents with one labelled defect each: does the checker find it, name it, and leave the others alone?

    python -m benchmarks.reconciliation_injected --seed 1 --clean 300 --each 25

books.py invents figures that agree, page.py prints them and keeps the rows, budgets.py and finals.py write eight
regional styles, defects.py breaks one printed number or word. Nothing here uses the code that is measured: figures are
drawn from exact parts and added up, and rounded once when printed, so that the rounding noise of real documents is in
them.
"""
