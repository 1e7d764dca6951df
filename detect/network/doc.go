// Package network holds the red flags in where sign-ins come from.
//
// A place is only ever compared with what the person claimed and what was
// agreed: same, near, different or unknown. Anonymity services are in common
// use among honest people; one alone is weak, and switching one on is no
// journey. Carriers, satellites, relays and company tunnels make places mean
// nothing, and count as unknown.
package network
