package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"reflect"
	"slices"

	"github.com/klauspost/compress/zstd"

	"muster"
)

// A pack is a version byte, a byte that says how the rest is compressed, the
// CRC-32C of the row's key and the rest, and the rest. The checksum covers the
// key so that a pack that strayed into another row is noticed. It finds
// accidents; whoever can write the file can also write a checksum.
const (
	packVersion = 1
	packPlain   = 0
	packZstd    = 1
	packHeader  = 6

	// maxPack bounds what one pack may inflate to.
	maxPack = 256 << 20
	// tinyPack is the size below which compression saves nothing.
	tinyPack = 256
	// smallPack is the size below which the tables of entropy coding cost more
	// time than the bytes they save are worth.
	smallPack = 8 << 10
)

// secret reports whether observations of a kind lie in the vault column and
// nowhere else: those with bank details, with numbers of documents, and with
// texts that somebody wrote. Rows of older programs have some of them in the
// pack; they are read from either.
func secret(k muster.Kind) bool {
	switch k {
	case muster.KindBank, muster.KindPayment, muster.KindInvoice, muster.KindDocument, muster.KindCV, muster.KindMessage, muster.KindInterview,
		muster.KindReference, muster.KindReport, muster.KindCheck:
		return true
	}
	return false
}

// packer encodes and decodes packs. It is for one goroutine at a time.
type packer struct {
	plans plans
	quick *zstd.Encoder // for small packs
	enc   *zstd.Encoder
	dec   *zstd.Decoder
	body  []byte
	out   []byte
	list  []muster.Observation // of the row being unpacked
}

func newPacker(p plans) (*packer, error) {
	options := []zstd.EOption{
		zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithWindowSize(1 << 17),
		zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true),
	}
	enc, err := zstd.NewWriter(nil, options...)
	if err != nil {
		return nil, err
	}
	quick, err := zstd.NewWriter(nil, append(options, zstd.WithNoEntropyCompression(true))...)
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxPack), zstd.IgnoreChecksum(true))
	if err != nil {
		return nil, err
	}
	return &packer{plans: p, quick: quick, enc: enc, dec: dec}, nil
}

// packer returns one that is not in use; it goes back to s.packers.
func (s *Store) packer() (*packer, error) {
	if p, ok := s.packers.Get().(*packer); ok {
		return p, nil
	}
	return newPacker(s.plans)
}

func (p *packer) close() {
	p.quick.Close()
	p.enc.Close()
	p.dec.Close()
}

// seal wraps a body for the row with that key. The result is valid until the
// next call.
func (p *packer) seal(key, body []byte) []byte {
	p.out = append(p.out[:0], packVersion, packPlain, 0, 0, 0, 0)
	switch {
	case len(body) < tinyPack:
		p.out = append(p.out, body...)
	case len(body) < smallPack:
		p.out = p.quick.EncodeAll(body, p.out)
		p.out[1] = packZstd
	default:
		p.out = p.enc.EncodeAll(body, p.out)
		p.out[1] = packZstd
	}
	binary.BigEndian.PutUint32(p.out[2:], checksum(key, p.out))
	return p.out
}

func checksum(key, pack []byte) uint32 {
	table := crc32.MakeTable(crc32.Castagnoli)
	sum := crc32.Update(0, table, key)
	sum = crc32.Update(sum, table, pack[:2])
	return crc32.Update(sum, table, pack[packHeader:])
}

// open returns the body of a pack. It is valid until the next call.
func (p *packer) open(key, pack []byte) ([]byte, error) {
	if len(pack) < packHeader {
		return nil, fmt.Errorf("%d bytes: %w", len(pack), errPack)
	}
	if pack[0] > packVersion {
		return nil, &muster.Error{Code: muster.CodeUnsupported, Message: "the record was written by a newer version of the program", Hint: "use that version"}
	}
	if binary.BigEndian.Uint32(pack[2:]) != checksum(key, pack) {
		return nil, fmt.Errorf("checksum: %w", errPack)
	}
	if pack[1] == packPlain {
		return pack[packHeader:], nil
	}
	body, err := p.dec.DecodeAll(pack[packHeader:], p.body[:0])
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errPack, err)
	}
	p.body = body
	return body, nil
}

// encode appends the observations for which keep is true.
func (p *packer) encode(b []byte, list []muster.Observation, vault bool) ([]byte, error) {
	for i := range list {
		o := &list[i]
		kind := o.Kind()
		if secret(kind) != vault {
			continue
		}
		plan := p.plans[kind]
		if plan == nil {
			return b, fmt.Errorf("observation %s %s: kind %q cannot be stored", o.Source, o.Record, kind)
		}
		b = append(b, o.ID[:]...)
		b = append(b, o.Supersedes[:]...)
		b = appendString(b, string(kind))
		b = appendString(b, o.Source)
		b = appendString(b, o.Record)
		b = appendString(b, o.Place.File)
		b = binary.AppendVarint(b, int64(o.Place.Row))
		for _, t := range []muster.Time{o.Happened, o.Recorded} {
			start := len(b)
			if !t.IsZero() || t.Text != "" {
				b = appendTime(b, t)
			}
			b = prefix(b, start)
		}
		start := len(b)
		b = prefix(plan.encode(b, reflect.ValueOf(o.Data).Elem()), start)
	}
	return b, nil
}

// decode appends the observations of a body.
func (p *packer) decode(body []byte, who muster.Subject, dst []muster.Observation) ([]muster.Observation, error) {
	c := cursor{s: string(body)}
	var source, file string // of the one before: most rows of a person come from few files
	for c.s != "" {
		o := muster.Observation{Organisation: who.Organisation, Subject: who.ID}
		copy(o.ID[:], c.take(uint64(len(o.ID))))
		copy(o.Supersedes[:], c.take(uint64(len(o.Supersedes))))
		kind := muster.Kind(c.string())
		source, o.Record, file = c.cloneUnless(source), c.clone(), c.cloneUnless(file)
		o.Source, o.Place.File = source, file
		o.Place.Row = int(c.varint())
		for _, t := range []*muster.Time{&o.Happened, &o.Recorded} {
			if s := c.string(); s != "" {
				in := cursor{s: s}
				*t = in.time()
				c.failed = c.failed || in.failed
			}
		}
		payload := c.string()
		if c.failed {
			return dst, errPack
		}
		data, err := muster.NewData(kind)
		if err != nil {
			return dst, fmt.Errorf("%w: %w", errPack, err)
		}
		if !p.plans[kind].decode(payload, reflect.ValueOf(data).Elem(), 0) {
			return dst, fmt.Errorf("data of kind %s: %w", kind, errPack)
		}
		o.Data = data
		dst = append(dst, o)
	}
	if c.failed {
		return dst, errPack
	}
	return dst, nil
}

// vault seals what lies in the vault column, and the keys in vault_keys.
type vault struct {
	aead  cipher.AEAD
	whole bool // rows get no keys of their own
}

func newVault(org muster.OrganisationID, key []byte) (*vault, error) {
	if len(key) != KeySize {
		return nil, fmt.Errorf("organisation's key: %d bytes, want %d", len(key), KeySize)
	}
	subkey, err := hkdf.Key(sha256.New, key, nil, "muster vault "+string(org), KeySize)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(subkey)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &vault{aead: aead}, err
}

// lock encrypts for the row with that key, under a nonce of its own.
func (v *vault) lock(key, plain []byte) []byte {
	out := make([]byte, v.aead.NonceSize(), v.aead.NonceSize()+len(plain)+v.aead.Overhead())
	rand.Read(out)
	return v.aead.Seal(out, out, plain, key)
}

func (v *vault) unlock(key, sealed []byte) ([]byte, error) {
	n := v.aead.NonceSize()
	if len(sealed) < n {
		return nil, errPack
	}
	plain, err := v.aead.Open(nil, sealed[:n], sealed[n:], key)
	if err != nil {
		return nil, fmt.Errorf("the vault does not open with this key: %w", errPack)
	}
	return plain, nil
}

// vault returns the organisation's vault.
func (s *Store) vault(org muster.OrganisationID) (*vault, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v := s.vaults[org]; v != nil {
		return v, nil
	}
	key, err := s.opt.Keys(org)
	if err != nil {
		return nil, fmt.Errorf("key of organisation %s: %w", org, err)
	}
	v, err := newVault(org, key)
	if err != nil {
		return nil, err
	}
	v.whole = s.fresh != ""
	s.vaults[org] = v
	return v, nil
}

// row is a subject as its row holds it.
type row struct {
	who      muster.Subject
	known    bool // the store holds all of it
	count    int
	pack     []byte
	vault    []byte
	seal     rowSeal              // of vault
	observed []muster.Observation // as given, while the row may have to be merged
}

// rowKey is what the checksum and the seal of a row cover beside its content.
func rowKey(who muster.Subject) []byte {
	b := appendString(make([]byte, 0, len(who.Organisation)+len(who.ID)+4), string(who.Organisation))
	return appendString(b, string(who.ID))
}

// pack makes a row. seal is the key its vault had, if any; a row that has
// something in its vault and no key gets one.
func (p *packer) pack(who muster.Subject, list []muster.Observation, v *vault, seal rowSeal) (row, error) {
	r := row{who: who, count: len(list), observed: list, seal: seal}
	key := rowKey(who)
	body, err := p.encode(p.body[:0], list, false)
	p.body = body
	if err != nil {
		return r, err
	}
	r.pack = slices.Clone(p.seal(key, body))
	if body, err = p.encode(p.body[:0], list, true); err != nil {
		return r, err
	}
	p.body = body
	r.vault = []byte{}
	if len(body) == 0 {
		return r, nil
	}
	if len(r.seal.id) == 0 && !v.whole {
		r.seal = v.ownSeal(who.Organisation)
	}
	own, err := v.under(who.Organisation, r.seal)
	if err != nil {
		return r, err
	}
	r.vault = own.lock(key, p.seal(key, body))
	return r, nil
}

// unpack appends the observations of a row to dst, in order.
func (p *packer) unpack(r *row, v *vault, dst []muster.Observation) ([]muster.Observation, error) {
	defer func() { clear(p.list) }() // nothing of it stays at hand
	p.list = p.list[:0]
	key := rowKey(r.who)
	body, err := p.open(key, r.pack)
	if err != nil {
		return dst, err
	}
	if p.list, err = p.decode(body, r.who, p.list); err != nil {
		return dst, err
	}
	open := len(p.list)
	if len(r.vault) > 0 {
		own, err := v.under(r.who.Organisation, r.seal)
		if err != nil {
			return dst, err
		}
		sealed, err := own.unlock(key, r.vault)
		if err != nil {
			return dst, err
		}
		if body, err = p.open(key, sealed); err != nil {
			return dst, err
		}
		if p.list, err = p.decode(body, r.who, p.list); err != nil {
			return dst, err
		}
	}
	return merged(dst, p.list[:open], p.list[open:]), nil
}

// merged appends two lists to dst, which takes no more room than they need. Each
// was packed in order, so taking the earlier of two in turn gives the order; what
// was not is put in order.
func merged(dst, a, b []muster.Observation) []muster.Observation {
	from := len(dst)
	if need := from + len(a) + len(b); cap(dst) < need {
		dst = append(make([]muster.Observation, 0, need), dst...)
	}
	for len(a) > 0 && len(b) > 0 {
		if muster.CompareObservations(&a[0], &b[0]) <= 0 {
			dst, a = append(dst, a[0]), a[1:]
		} else {
			dst, b = append(dst, b[0]), b[1:]
		}
	}
	dst = append(append(dst, a...), b...)
	muster.SortObservations(dst[from:])
	return dst
}
