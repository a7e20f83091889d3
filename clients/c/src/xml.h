/** XML of a SOAP answer: elements and their text. No DOCTYPE, so no entities but the five of XML. */
#ifndef OD_XML_H
#define OD_XML_H

#include "call.h"

typedef struct Element {
  Text name; /**< Without its prefix. */
  Text text;
  struct Element *first;
  struct Element *next;
} Element;

/** NULL if it is not well-formed, or nested deeper than an answer is. */
Element *parse_xml(Call *call, Text document);

/** The child of that name, or NULL; `element` may be NULL. */
const Element *child(const Element *element, const char *name);
/** Text of the child of that name; empty if there is none. */
Text child_text(const Element *element, const char *name);
/** The next sibling of that name. */
const Element *next_of(const Element *element, const char *name);

/** Appends `<name>text</name>`, escaped. */
void append_element(Buffer *buffer, const char *name, Text text);

#endif
