// Package conduct holds the red flags that colleagues and HR record after the
// hire. They rest on what named people wrote down in closed choices; nothing
// here infers mood, honesty or origin.
package conduct
