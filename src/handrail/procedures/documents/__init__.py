"""The handbook on paper and on screen: steps in words, the drawn flow, the PDF. Pure.

`told` puts a procedure into words once; the web page and the PDF print the same words. `flow` makes its graph, `layout`
places it, `svg` draws it for the screen (classes, theme from the page) or for paper (fixed colours)."""
