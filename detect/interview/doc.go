// Package interview holds the red flags of interviews and meetings: what
// interviewers record through closed choices, and what meeting logs show.
//
// Nothing here is about how somebody looks, sounds or speaks. Three signs are
// notes only and are never counted. An agreed adjustment covers camera, voice
// and live-proof signs: nothing is then held against the person.
package interview
