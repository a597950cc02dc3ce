// Syllables, consonants and particles, as in generator/search/hangul.go.

const FIRST = 0xac00, ENDINGS = 28, PER_LEAD = 21 * ENDINGS;
const leads = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
// What may begin the next syllable instead of ending this one, by ending.
const endings = "-ㄱㄲ-ㄴ--ㄷㄹ-------ㅁㅂ-ㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

const chr = String.fromCharCode;

export const isSyllable = (c) => c >= "가" && c <= "힣";

// lead gives the initial consonant of a syllable, or "".
export const lead = (c) => (isSyllable(c) ? leads[Math.floor((c.charCodeAt(0) - FIRST) / PER_LEAD)] : "");

// begunBy gives the first and last syllable that a consonant begins.
export function begunBy(letter) {
  const i = leads.indexOf(letter);
  const from = FIRST + i * PER_LEAD;
  return i < 0 ? null : [chr(from), chr(from + PER_LEAD - 1)];
}

// partial gives what the last character of a word may become: [head, from, to],
// where head takes its place before a syllable of from to to; or null.
export function partial(c) {
  if (!isSyllable(c)) return null;
  const code = c.charCodeAt(0);
  const end = (code - FIRST) % ENDINGS;
  if (!end) return ["", c, chr(code + ENDINGS - 1)];
  const next = begunBy(endings[end]);
  return next && [chr(code - end), ...next];
}

const particles = (
  "에서부터 으로부터 이라는 이라고 에서는 에서도 에게서 으로는 으로도 까지는 까지도 부터는 " +
  "에서 에게 으로 까지 부터 처럼 보다 라고 이란 라는 에는 에도 와는 과는 로는 로도 마다 조차 밖에 이나 하고 " +
  "은 는 이 가 을 를 의 에 로 와 과 도 만 란 나"
).split(" ");

// bare gives a word without its last particle, if two characters are left.
export function bare(word) {
  const p = particles.find((p) => word.endsWith(p) && Array.from(word).length - p.length > 1);
  return p ? word.slice(0, -p.length) : word;
}
