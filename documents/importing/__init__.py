"""Reading the annexes that offices really have, and saying what they would change.

Nothing here writes: ``reading`` turns a file into sheets of cells, ``header`` finds its columns
and ``rows`` the rows that stand for work, ``recognising`` what each cell means, ``lint`` what a
careful clerk would ask about, and ``preview`` puts it all beside what is in the register.
Nothing is guessed in silence: a cell is understood, or it is listed as a problem.
"""
