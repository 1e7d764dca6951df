// Package payrun looks at a pay run before it is paid: it compares each line with
// the accounts on record, says in plain words what a person in payroll should
// look at and what would settle it, and writes the file again as named people
// decided. It is pure: files and records are handed to it.
//
// Pay is never stopped by a program. Of a line that is shown, the proposal is
// to pay as given or to pay the last verified account, on time in both cases;
// nothing in a file changes without a named person's decision on that line.
// A change of bank details may as well be somebody else diverting the pay of an
// honest worker, and that is always said first.
package payrun
