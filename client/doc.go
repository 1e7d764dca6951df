// Package client talks to a Muster server's API from Go.
//
//	c, err := client.New("https://muster.example.org", client.Options{Key: key})
//	kept, err := c.Send(ctx, &observation, client.WithAssessment)
//
// What was not understood is retried where that is safe: reads, records (the
// same record is recognised), and acts, each of which carries a key of its own.
// A busy server is given the time it asks for. Every method takes a context
// and gives up when it ends.
//
// Lists are iterators that read page after page; an error is their last pair.
//
// Errors of the server are *client.Error, with its code, message and hint;
// muster.CodeOf tells the code.
package client
