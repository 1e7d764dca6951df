// Package onboarding holds the red flags between offer and first weeks:
// deliveries, equipment, collection in person, and the name on record.
//
// Deliveries go astray for many honest reasons, so every detector here looks
// for a move on record, an agreement with a named person or a shared home
// before it speaks.
package onboarding
