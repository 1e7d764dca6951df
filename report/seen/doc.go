// Package seen makes of one person's records what people look at on "Devices
// and sign-ins": a map of towns, a timeline of what was claimed beside what was
// seen, the hours of activity beside those agreed, who else's devices stand
// beside theirs with the honest explanations, what was plugged in, which remote
// tools ran, and who says what kind of network it was.
//
// [Read] is pure: records in, a [View] out. The report and the web app show the
// same view by the same template ([Template], [Style]); the API speaks it as
// JSON. Nothing here is a conclusion. No address of a network is shown, serial
// numbers show their last four characters, and places are as coarse as a town.
package seen
