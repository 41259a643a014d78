"""Machine code for this computer: what the llvm backend is made of.

`lanes` and `emitter` write LLVM IR, `mathematics` its functions, `rows` a row's text,
`places` loops over memory, `products` sums of products, `instructions` what a program
is made of; `single` and `many` make a module of a program, `machine` runs it.
"""
