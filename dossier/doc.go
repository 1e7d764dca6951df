// Package dossier turns a population's observations into dossiers: everything
// known of one subject at one moment, in the form detectors may see.
//
// It works in two passes. NewIndex reads every subject once and keeps a card
// (claimed names, home, dates) and a posting for each artefact; postings that
// only one subject holds are dropped. Build then makes one dossier at a time:
// it reads the subject's observations again, compares the claims with each
// other, looks up who else holds each artefact, and keeps outcomes, classes
// and opaque ids only.
//
// What a dossier says of other people is bounded (muster.MaxOthers), and a
// value held by very many is counted, never enumerated per pair, so the work
// grows with the number of observations and not with its square.
//
// The package is pure: the same population, registers, key and date give the
// same dossiers, whatever the number of cores.
package dossier
