// Package muster is the vocabulary of the project: one file per noun, each
// type documented by what it means to the people who use it.
//
// The words follow a person's records through the program. A [Table] holds a
// source's rows; a row becomes one or more [Observation] values about a
// [Subject]; what a subject's observations have in common with other people's
// is an [Artefact]; all of it seen at one moment is a [Dossier]; a detector
// turns a dossier into [Finding] values; a [Policy] turns findings into an
// [Assessment]. People who are joined appear as a [Group].
//
// Nothing here reads a file, opens a connection or knows the time: this
// package is data and the small rules that belong to the data. It imports the
// standard library only and is imported by everything else.
//
// Three rules shape the types. A finding carries evidence and never a verdict.
// A dossier holds outcomes of comparisons, classes and opaque ids, so that a
// detector cannot reach a nationality, a name or a country. And whatever a
// source said stays traceable to its file and row.
package muster
