package text

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestStem(t *testing.T) {
	for _, c := range []struct{ lang, same string }{
		{"en", "talk talks talked Talking"},
		{"en", "minister’s ministers' MINISTERS minister's"},
		{"es", "canción canciones"},
		{"fr", "continuer continua continuait"},
		{"ru", "новый новая новые"},
		{"ru", "черного чёрного"},
		{"sv", "flickor flickorna"},
		{"no", "havnene havner"},
		{"hu", "házak háznak"},
		{"de", "Häuser HA\u0308USER hauser"},
		{"en", "2016 2016"},
	} {
		s := NewStemmer(c.lang)
		words := strings.Fields(c.same)
		for _, w := range words[1:] {
			if s.Stem(w) != s.Stem(words[0]) || s.Stem(w) == "" {
				t.Errorf("%s: stem of %s is %q, of %s %q", c.lang, words[0], s.Stem(words[0]), w, s.Stem(w))
			}
		}
	}
	if s := NewStemmer("en"); s.Stem("house") == s.Stem("horse") {
		t.Error("house and horse have one stem")
	}
}

// TestStemMemo checks that forgetting changes no answer and bounds the memory.
func TestStemMemo(t *testing.T) {
	s, fresh := NewStemmer("en"), NewStemmer("en")
	s.capacity = 8
	for i := range 500 {
		w := fmt.Sprintf("%ctalking%c", 'a'+i%26, 'a'+i%19)
		if a, b := s.Stem(w), fresh.Stem(w); a != b {
			t.Fatalf("%s: %s, want %s", w, a, b)
		}
		if n := len(s.young) + len(s.old); n > 16 {
			t.Fatalf("%d words remembered", n)
		}
	}
}

func TestStemAnything(t *testing.T) {
	var all []*Stemmer
	for _, lang := range []string{"en", "es", "fr", "ru", "sv", "no", "hu", "xx"} {
		all = append(all, NewStemmer(lang))
	}
	rapid.Check(t, func(t *rapid.T) {
		w := rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-zé'’]{1,12}`), rapid.StringMatching(`[а-яё]{1,12}`)).Draw(t, "word")
		for _, s := range all {
			if got := s.Stem(w); Fold(got) != got {
				t.Fatalf("stem %q of %q is not folded", got, w)
			}
		}
	})
}

// Every function word is found with all its languages, and nothing else is.
func TestFunctionWords(t *testing.T) {
	l := functionWords()
	want := map[uint64]uint32{}
	for i, row := range rows(stopData) {
		for w := range strings.FieldsSeq(row[1]) {
			want[HashOf(Fold(w))] |= 1 << i
		}
	}
	taken := 0
	for _, w := range l.words {
		if w.langs != 0 {
			taken++
		}
	}
	if taken != len(want) || 4*taken > len(l.words) {
		t.Errorf("%d of %d places are taken by %d words", taken, len(l.words), len(want))
	}
	for h, langs := range want {
		if l.of(h) != langs || l.of(h+1) != want[h+1] {
			t.Errorf("%x has languages %b, want %b", h, l.of(h), langs)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ want, s string }{
		{"en", "The council said on Monday that it would not open the bridge before the end of the year."},
		{"es", "El consejo dijo el lunes que no abrirá el puente antes de que termine el año."},
		{"fr", "Le conseil a dit lundi qu’il n’ouvrirait pas le pont avant la fin de l’année."},
		{"de", "Der Rat sagte am Montag, dass die Brücke nicht vor dem Ende des Jahres geöffnet wird."},
		{"pt", "O conselho disse na segunda-feira que não vai abrir a ponte antes do fim do ano."},
		{"it", "Il consiglio ha detto lunedì che non aprirà il ponte prima della fine dell’anno."},
		{"ru", "Совет сообщил в понедельник, что мост не откроют до конца года."},
		{"uk", "Рада повідомила в понеділок, що міст не відкриють до кінця року."},
		{"ar", "قال المجلس يوم الاثنين إنه لن يفتح الجسر قبل نهاية هذا العام"},
		{"fa", "شورا روز دوشنبه گفت که این پل را تا پایان سال باز نمی کند"},
		{"zh", "市议会星期一表示，年底前不会开放这座桥。"},
		{"ja", "市議会は月曜日、年末までに橋を開通させないと発表した。"},
		{"ko", "시의회는 월요일에 연말까지 다리를 개통하지 않을 것이라고 밝혔다."},
		{"tr", "Meclis pazartesi günü köprünün yıl sonuna kadar açılmayacağını ve bunun için bir karar olduğunu söyledi."},
		{"sv", "Rådet sade på måndagen att bron inte kommer att öppnas före årets slut."},
		{"nl", "De raad zei maandag dat de brug niet voor het einde van het jaar wordt geopend."},
		{"", ""},
		{"", "12345 67890"},
		{"", "Xyzzy plugh frobnicate"},
		{"", "\xff\xfe\xfd"},
	} {
		if got := Language(c.s); got != c.want {
			t.Errorf("Language(%q) = %q, want %q", c.s, got, c.want)
		}
	}
}

func TestIsStop(t *testing.T) {
	for word, want := range map[string]bool{
		"the": true, "The": true, "según": true, "c’est": true, "что": true, "bridge": false, "und": false, "": false,
	} {
		if got := IsStop(HashOf(Fold(word))); got != want {
			t.Errorf("IsStop of %q is %v", word, got)
		}
	}
}
