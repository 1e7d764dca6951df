package normal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/sha3"
)

// Chain names a family of crypto-currency addresses.
type Chain string

// The chains whose addresses are recognised.
const (
	ChainBitcoin  Chain = "BTC"
	ChainEthereum Chain = "ETH" // and every chain with the same addresses: BSC, Polygon, Base ...
	ChainTron     Chain = "TRON"
	ChainSolana   Chain = "SOL"
)

// WalletForm is a crypto-currency address in comparable form.
type WalletForm struct {
	Chain Chain
	// Canonical: as written for base58; lower case for bech32; EIP-55 mixed
	// case for Ethereum.
	Canonical string
	// Checked reports that a checksum agreed. Solana addresses have none, and
	// Ethereum addresses in one case only carry none.
	Checked bool
	// Script is the kind of Bitcoin output: p2pkh, p2sh, or the witness
	// version "v0", "v1" ...; "" elsewhere.
	Script string
}

// ErrWallet is wrapped by every error of Wallet.
var ErrWallet = errors.New("not a crypto address")

// Wallet recognises an address of Bitcoin (base58check P2PKH and P2SH, bech32
// and bech32m), Ethereum (EIP-55, or one case only), TRON (base58check) or
// Solana (32 bytes in base58; on length only, so Checked is false). Prefixes such
// as "bitcoin:" are read. Only main networks count. Errors wrap [ErrWallet].
func Wallet(s string) (WalletForm, error) {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, ':'); i > 0 && i < 12 {
		switch strings.ToLower(s[:i]) {
		case "bitcoin", "ethereum", "tron", "solana", "btc", "eth", "sol", "trx":
			s, _, _ = strings.Cut(strings.TrimLeft(s[i+1:], "/ "), "?")
		}
	}
	if len(s) < 25 || len(s) > 90 || !isASCII(s) {
		return WalletForm{}, fmt.Errorf("%w: %d bytes, want 25 to 90 of ASCII", ErrWallet, len(s))
	}
	switch {
	case strings.HasPrefix(s, "0x"), strings.HasPrefix(s, "0X"):
		return ethereum(s)
	case len(s) > 3 && strings.EqualFold(s[:3], "bc1"):
		return segwit(s)
	}
	return base58Wallet(s)
}

func ethereum(s string) (WalletForm, error) {
	h := s[2:]
	if len(h) != 40 {
		return WalletForm{}, fmt.Errorf("%w: an Ethereum address has 40 hexadecimal digits", ErrWallet)
	}
	low := strings.ToLower(h)
	if _, err := hex.DecodeString(low); err != nil {
		return WalletForm{}, fmt.Errorf("%w: characters that are not hexadecimal", ErrWallet)
	}
	mixed := eip55(low)
	plain := h == low || h == strings.ToUpper(h)
	if !plain && h != mixed {
		return WalletForm{}, fmt.Errorf("%w: the letters' case does not agree with the checksum", ErrWallet)
	}
	return WalletForm{Chain: ChainEthereum, Canonical: "0x" + mixed, Checked: h == mixed && !plain}, nil
}

// eip55 writes lower-case hexadecimal in the case that carries the checksum:
// a letter is a capital when the digit of the hash at its place is 8 or more.
func eip55(low string) string {
	k := sha3.NewLegacyKeccak256()
	k.Write([]byte(low))
	sum := k.Sum(nil)
	b := []byte(low)
	for i, c := range b {
		nibble := sum[i/2] >> 4
		if i%2 == 1 {
			nibble = sum[i/2] & 15
		}
		if c >= 'a' && nibble >= 8 {
			b[i] = c - 'a' + 'A'
		}
	}
	return string(b)
}

func segwit(s string) (WalletForm, error) {
	version, program, err := decodeSegwit("bc", s)
	if err != nil {
		return WalletForm{}, fmt.Errorf("%w: %v", ErrWallet, err)
	}
	_ = program
	return WalletForm{Chain: ChainBitcoin, Canonical: strings.ToLower(s), Checked: true, Script: fmt.Sprintf("v%d", version)}, nil
}

func base58Wallet(s string) (WalletForm, error) {
	raw, err := decodeBase58(s)
	if err != nil {
		return WalletForm{}, fmt.Errorf("%w: %v", ErrWallet, err)
	}
	switch len(raw) {
	case 25:
		if !base58Checksum(raw) {
			return WalletForm{}, fmt.Errorf("%w: the checksum does not agree", ErrWallet)
		}
		switch raw[0] {
		case 0x00:
			return WalletForm{Chain: ChainBitcoin, Canonical: s, Checked: true, Script: "p2pkh"}, nil
		case 0x05:
			return WalletForm{Chain: ChainBitcoin, Canonical: s, Checked: true, Script: "p2sh"}, nil
		case 0x41:
			return WalletForm{Chain: ChainTron, Canonical: s, Checked: true}, nil
		}
		return WalletForm{}, fmt.Errorf("%w: an unknown network", ErrWallet)
	case 32:
		return WalletForm{Chain: ChainSolana, Canonical: s}, nil
	}
	return WalletForm{}, fmt.Errorf("%w: %d bytes in base58, want 25 or 32", ErrWallet, len(raw))
}
