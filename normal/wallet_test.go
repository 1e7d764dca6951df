package normal

import (
	"errors"
	"testing"
)

func TestWallet(t *testing.T) {
	for _, c := range []struct {
		in, canonical, script string
		chain                 Chain
		checked               bool
	}{
		{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "p2pkh", ChainBitcoin, true},
		{"3P14159f73E4gFr7JterCCQh9QjiTjiZrG", "3P14159f73E4gFr7JterCCQh9QjiTjiZrG", "p2sh", ChainBitcoin, true},
		{"bitcoin:1BoatSLRHtKNngkdXEeobR76b53LETtpyT?amount=1", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "p2pkh", ChainBitcoin, true},
		// BIP 173 and BIP 350
		{"BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "v0", ChainBitcoin, true},
		{"bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", "v1", ChainBitcoin, true},
		{"bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", "v2", ChainBitcoin, true},
		{"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", "v1", ChainBitcoin, true},
		// EIP-55
		{"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "", ChainEthereum, true},
		{"0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", "", ChainEthereum, true},
		{"0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "", ChainEthereum, true},
		{"0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "", ChainEthereum, true},
		{"0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "", ChainEthereum, false},
		{"0XD1220A0CF47C7B9BE7A2E6BA89F429762E7B9ADB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb", "", ChainEthereum, false},
		// EIP-55 addresses that are all capitals or all lower case
		{"0x52908400098527886E0F7030069857D2E4169EE7", "0x52908400098527886E0F7030069857D2E4169EE7", "", ChainEthereum, false},
		{"0xde709f2102306220921060314715629080e2fb77", "0xde709f2102306220921060314715629080e2fb77", "", ChainEthereum, false},
		{"TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "", ChainTron, true},
		{"EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v", "", ChainSolana, false},
		{"11111111111111111111111111111111", "11111111111111111111111111111111", "", ChainSolana, false},
	} {
		w, err := Wallet(c.in)
		if err != nil || w != (WalletForm{c.chain, c.canonical, c.checked, c.script}) {
			t.Errorf("Wallet(%q) = %+v, %v", c.in, w, err)
		}
	}
}

func TestWalletErrors(t *testing.T) {
	for _, bad := range []string{
		"", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf", "0OIl1111111111111111111111111",
		"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "0xzzAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
		// invalid addresses of BIP 173 and BIP 350
		"tc1qw508d6qejxtdg4y5r3zarvary0c5xw7kg3g4ty", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2", "bc1rw5uspcuh",
		"bc10w508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kw5rljs90", "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du", "bc1gmk9yu",
		"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
		"BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
		"bc1pw5dgrnzv", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav", "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", "bc1qw508d6qejxtdg4y5R3zarvary0c5xw7kv8f3t4",
	} {
		if w, err := Wallet(bad); !errors.Is(err, ErrWallet) {
			t.Errorf("Wallet(%q) = %+v, %v, want ErrWallet", bad, w, err)
		}
	}
}

// The strings of BIP 173 and BIP 350 that are valid or not whatever they hold.
func TestBech32(t *testing.T) {
	for s, want := range map[string]uint32{
		"A12UEL5L": bech32Const, "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs": bech32Const,
		"abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw": bech32Const, "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w": bech32Const,
		"A1LQFN3A": bech32mConst, "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx": bech32mConst, "split1checkupstagehandshakeupstreamerranterredcaperredlc445v": bech32mConst, "?1v759aa": bech32mConst,
	} {
		if _, _, got, err := decodeBech32(s); err != nil || got != want {
			t.Errorf("decodeBech32(%q) = %x, %v; want %x", s, got, err, want)
		}
	}
	for _, bad := range []string{"pzry9x0s0muk", "1pzry9x0s0muk", "x1b4n0q5v", "li1dgmt3", "A1G7SGD8", "10a06t8", "1qzzfhee", "de1lg7wt\xff", "M1VUXWEZ", "16plkw9", "1p2gdwpf"} {
		if _, _, _, err := decodeBech32(bad); err == nil {
			t.Errorf("decodeBech32(%q) accepted", bad)
		}
	}
}

func FuzzWallet(f *testing.F) {
	for _, s := range []string{"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "0xd1220a0cf47c7b9be7a2e6ba89f429762e7b9adb", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "11111111111111111111111111111111"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := Wallet(s)
		if err != nil {
			return
		}
		b, err := Wallet(a.Canonical)
		if err != nil || b.Canonical != a.Canonical || b.Chain != a.Chain {
			t.Fatalf("not idempotent: %+v %+v %v", a, b, err)
		}
	})
}
