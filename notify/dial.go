package notify

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
)

// dial opens a connection through the guard, with TLS unless it is begun later
// by STARTTLS. The context's deadline holds for everything said on it.
func (n *Notifier) dial(ctx context.Context, address, host string, encrypted bool, certificate *tls.Certificate) (net.Conn, error) {
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
	if !encrypted {
		return conn, nil
	}
	config := n.config.Guard.TLS(host)
	if certificate != nil {
		config.Certificates = []tls.Certificate{*certificate}
	}
	secure := tls.Client(conn, config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("TLS: %w", err)
	}
	return secure, nil
}
