#include "xml.h"

#include <string.h>

enum { MOST_NESTED = 32 };

typedef struct Reader {
  Call *call;
  const char *next;
  const char *end;
  bool is_good;
} Reader;

static bool starts_with(const Reader *reader, const char *word) {
  const size_t length = strlen(word);
  return (size_t)(reader->end - reader->next) >= length && memcmp(reader->next, word, length) == 0;
}

/** Goes on after the next occurrence of a word; false if there is none. */
static bool skip_past(Reader *reader, const char *word) {
  while (reader->next < reader->end && !starts_with(reader, word)) reader->next++;
  reader->is_good = reader->is_good && reader->next < reader->end;
  if (reader->is_good) reader->next += strlen(word);
  return reader->is_good;
}

/** `&#x10FFFF;` and `&#1114111;`; false for what is no character of XML. */
static bool append_reference(Buffer *buffer, const char *name, size_t length) {
  const bool is_hex = length > 1 && name[1] == 'x';
  unsigned long point = 0;
  for (size_t index = is_hex ? 2 : 1; index < length; index++) {
    static const char digits[] = "0123456789abcdef";
    const char c = (char)(name[index] | 32);
    const char *digit = c == '\0' ? NULL : memchr(digits, c, is_hex ? 16 : 10);
    if (digit == NULL) return false;
    point = point * (is_hex ? 16 : 10) + (unsigned long)(digit - digits);
    if (point > 0x10FFFF) return false;
  }
  if (length == (is_hex ? 2u : 1u) || point < 0x9 || (point >= 0xD800 && point < 0xE000)) return false;
  append_character(buffer, point);
  return true;
}

static void read_entity(Reader *reader, Buffer *buffer) {
  static const struct {
    const char *name;
    const char *meaning;
  } known[] = {{"lt", "<"}, {"gt", ">"}, {"amp", "&"}, {"quot", "\""}, {"apos", "'"}};
  const char *name = reader->next + 1;
  const size_t room = (size_t)(reader->end - name);
  const char *semicolon = memchr(name, ';', room < 12 ? room : 12);
  const size_t length = semicolon == NULL ? 0 : (size_t)(semicolon - name);
  reader->is_good = false;
  if (length == 0) return;
  reader->next = semicolon + 1;
  if (name[0] == '#') {
    reader->is_good = append_reference(buffer, name, length);
    return;
  }
  for (size_t index = 0; index < sizeof known / sizeof known[0]; index++) {
    if (strlen(known[index].name) != length || memcmp(known[index].name, name, length) != 0) continue;
    append_word(buffer, known[index].meaning);
    reader->is_good = true;
  }
}

/** Comments, processing instructions and white space between elements; anything that begins with `<!D` is refused. */
static void skip_misc(Reader *reader) {
  for (;;) {
    while (reader->next < reader->end && strchr(" \t\r\n", *reader->next) != NULL && *reader->next != '\0')
      reader->next++;
    if (starts_with(reader, "<!--"))
      skip_past(reader, "-->");
    else if (starts_with(reader, "<?"))
      skip_past(reader, "?>");
    else
      return;
    if (!reader->is_good) return;
  }
}

/** Name of a tag, without its prefix. */
static Text read_name(Reader *reader) {
  const char *start = reader->next;
  while (reader->next < reader->end && strchr(" \t\r\n/>=<", *reader->next) == NULL) {
    if (*reader->next == ':') start = reader->next + 1;
    reader->next++;
  }
  const size_t length = (size_t)(reader->next - start);
  reader->is_good = reader->is_good && length > 0;
  return copy_text(reader->call, start, length);
}

/** Attributes are namespaces here, and nothing that an answer means; their quotes may hold a `>`. */
static bool skip_attributes(Reader *reader) {
  while (reader->next < reader->end && *reader->next != '>') {
    const char c = *reader->next++;
    if (c == '<') break;
    if (c == '/' && starts_with(reader, ">")) return true;
    if (c != '"' && c != '\'') continue;
    const char quote[] = {c, '\0'};
    if (!skip_past(reader, quote)) return false;
  }
  reader->is_good = reader->is_good && starts_with(reader, ">");
  return false;
}

static Element *read_element(Reader *reader, int depth);

/** Text and children up to the end tag. */
static void read_content(Reader *reader, Element *element, int depth) {
  Buffer text = {.call = reader->call};
  Element **place = &element->first;
  while (reader->is_good && reader->next < reader->end && !starts_with(reader, "</")) {
    const char *start = reader->next;
    if (starts_with(reader, "<![CDATA[")) {
      reader->next += 9;
      start = reader->next;
      if (skip_past(reader, "]]>")) append(&text, start, (size_t)(reader->next - 3 - start));
    } else if (starts_with(reader, "<!--")) {
      skip_past(reader, "-->");
    } else if (*reader->next == '<') {
      *place = read_element(reader, depth + 1);
      if (*place != NULL) place = &(*place)->next;
    } else if (*reader->next == '&') {
      read_entity(reader, &text);
    } else {
      while (reader->next < reader->end && *reader->next != '<' && *reader->next != '&') reader->next++;
      append(&text, start, (size_t)(reader->next - start));
    }
  }
  element->text = text_in(&text);
}

static Element *read_element(Reader *reader, int depth) {
  if (depth > MOST_NESTED || !starts_with(reader, "<") || starts_with(reader, "<!") || starts_with(reader, "<?")) {
    reader->is_good = false;
    return NULL;
  }
  reader->next++;
  Element *element = grab(reader->call, sizeof *element);
  element->text = text_of("");
  element->name = read_name(reader);
  const bool is_empty = skip_attributes(reader);
  if (!reader->is_good) return NULL;
  reader->next++;
  if (is_empty) return element;
  read_content(reader, element, depth);
  if (!reader->is_good || !starts_with(reader, "</")) {
    reader->is_good = false;
    return NULL;
  }
  reader->next += 2;
  const Text closing = read_name(reader);
  skip_misc(reader);
  reader->is_good = reader->is_good && same(closing, element->name) && starts_with(reader, ">");
  if (reader->is_good) reader->next++;
  return reader->is_good ? element : NULL;
}

Element *parse_xml(Call *call, Text document) {
  Reader reader = {call, document.bytes, document.bytes + document.length, true};
  if (starts_with(&reader, "\xEF\xBB\xBF")) reader.next += 3;
  skip_misc(&reader);
  Element *root = reader.is_good ? read_element(&reader, 0) : NULL;
  if (root == NULL) return NULL;
  skip_misc(&reader);
  return reader.is_good && reader.next == reader.end ? root : NULL;
}

const Element *next_of(const Element *element, const char *name) {
  const Element *next = element->next;
  while (next != NULL && !is_word(next->name, name)) next = next->next;
  return next;
}

const Element *child(const Element *element, const char *name) {
  const Element *first = element == NULL ? NULL : element->first;
  return first == NULL || is_word(first->name, name) ? first : next_of(first, name);
}

Text child_text(const Element *element, const char *name) {
  const Element *found = child(element, name);
  return found == NULL ? text_of("") : found->text;
}

void append_element(Buffer *buffer, const char *name, Text text) {
  append_text(buffer, format(buffer->call, "<%s>", name));
  for (size_t index = 0; index < text.length; index++) {
    const char c = text.bytes[index];
    if (c == '<')
      append_word(buffer, "&lt;");
    else if (c == '>')
      append_word(buffer, "&gt;");
    else if (c == '&')
      append_word(buffer, "&amp;");
    else if (c == '\r')
      append_word(buffer, "&#13;");
    else
      append(buffer, &c, 1);
  }
  append_text(buffer, format(buffer->call, "</%s>", name));
}
