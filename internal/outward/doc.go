// Package outward makes the program's own requests to other systems without
// letting anybody aim them at the inside of the network.
//
// Addresses of webhooks, ticket systems and collectors are typed into forms.
// Whoever may type one could point it at a metadata service, a database or the
// program itself (server-side request forgery). A look at the URL is not
// enough: a name can resolve to a public address when it is looked at and to an
// internal one when it is dialled. So a Guard looks at the address that is
// about to be dialled, dials that very address and nothing else, and does so
// again for every hop of a redirect.
//
//	guard, err := outward.New(outward.Config{Allow: []string{"jira.intern.example", "10.20.0.0/16"}})
//	resp, err := guard.Client().Do(req)
//
// On-premise targets are reached by an explicit list. A name on it may resolve
// to private and loopback addresses, a range on it is reachable under any name;
// metadata services, multicast and unspecified addresses are refused whatever
// the list says. Proxies from the environment are not used, because a proxy
// would resolve the name again out of the guard's sight.
package outward
