package notify

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
)

// dial opens a connection through the guard. The context's deadline holds for
// everything said on it.
func (n *Notifier) dial(ctx context.Context, address string) (net.Conn, error) {
	conn, err := n.config.Guard.Dial(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		if err := conn.SetDeadline(deadline); err != nil {
			conn.Close()
			return nil, err
		}
	}
	return conn, nil
}

// secure begins TLS on a connection, with a client certificate if there is one.
// The connection stays the caller's to close.
func (n *Notifier) secure(ctx context.Context, conn net.Conn, host string, certificate *tls.Certificate) (*tls.Conn, error) {
	config := n.config.Guard.TLS(host)
	if certificate != nil {
		config.Certificates = []tls.Certificate{*certificate}
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return secure, nil
}
