import { type ExplainedDiagnostic, inFile } from './explanation.ts'

const zed = '{"traits": {"email": "zed@example.com"}}'

/** IDC201 to IDC211 and others: files, and how they are read. */
export const fileExplanations = {
  IDC201: {
    cause:
      'A file or folder is there but cannot be read: it is missing a permission, is not text in UTF-8, is larger than idctl reads, or is not a regular file.',
    example: { wrong: '-rw------- root  identities/ada.yaml', right: '-rw-r--r-- deploy  identities/ada.yaml' },
    cure: 'Make it readable for the user who runs idctl, or save it as UTF-8. A file that is not for idctl can be moved out of the folder.',
  },
  IDC202: {
    cause: 'The file breaks a rule of YAML 1.2: a bracket or quote is not closed, or the indentation is wrong.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  roles: [admin\n',
      'traits:\n  email: ada@example.com\n  roles: [admin]\n',
    ),
    cure: 'Correct the line that the message points at. When that line looks right, look at the line before it.',
  },
  IDC203: {
    cause:
      'A .json file is not valid JSON, or a line of an .ndjson file is not one JSON value. Comments and commas at the end of a list are not JSON.',
    example: inFile('identities/zed.json', `${zed},\n`, `${zed}\n`),
    cure: 'Check commas, quotes and brackets there and just before. Several documents are a list in a .json file, and one document a line in an .ndjson file.',
  },
  IDC204: {
    cause: 'The same key stands twice in one map, so it is not clear which of the two values counts.',
    example: inFile(
      'identities/ada.yaml',
      'state: active\ntraits:\n  email: ada@example.com\nstate: inactive\n',
      'state: inactive\ntraits:\n  email: ada@example.com\n',
    ),
    cure: 'Keep one of the two.',
  },
  IDC205: {
    cause:
      'A key of a map is not a text (such as 5 or true), or is one of a few names that programs reserve, such as __proto__.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\nmetadata_public:\n  2027: gold\n',
      'traits:\n  email: ada@example.com\nmetadata_public:\n  "2027": gold\n',
    ),
    cure: 'Quote the key to make it a text, or choose another name.',
  },
  IDC206: {
    cause:
      'YAML reads the value as a number, but one that JSON cannot hold or would write differently. 0042 would become 42, and a phone number would lose its plus sign.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zip: 01234\n',
      'traits:\n  email: ada@example.com\n  zip: "01234"\n',
    ),
    cure: 'Quote the value when it is a text. When it is a number, write it as JSON does, without leading zeros or a plus sign.',
  },
  IDC207: {
    cause:
      'A value has a YAML tag, such as !secret or !!binary, that idctl does not support or that does not fit the value.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: !login ada@example.com\n',
      'traits:\n  email: ada@example.com\n',
    ),
    cure: 'Delete the tag. Quote the value when it is a text that starts with an exclamation mark.',
  },
  IDC208: {
    cause:
      'An alias (*name) has no anchor (&name) before it in the same document, stands inside its own anchor, or a merge key (<<) does not name a map. It also comes up when aliases multiply into too many values.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  zip: *office\n',
      'traits:\n  email: ada@example.com\n  zip: "01234"\n',
    ),
    cure: 'Write the value out, or put the anchor before the alias. Quote a text that starts with an asterisk.',
  },
  IDC209: {
    cause: 'A value is nested more levels deep than idctl reads. Usually a program has written the file in a loop.',
    example: { wrong: 'metadata_public: { a: [[[[[[ … ]]]]]] }', right: 'metadata_public: { a: [] }' },
    cure: 'Flatten the value.',
  },
  IDC210: {
    cause: 'A text holds a NUL character or half of a character (a lone surrogate). Databases refuse both.',
    example: inFile(
      'identities/ada.yaml',
      'traits:\n  email: ada@example.com\n  name: { first: "Ada\\0" }\n',
      'traits:\n  email: ada@example.com\n  name: { first: Ada }\n',
    ),
    cure: 'Delete the character.',
  },
  IDC211: {
    cause:
      'A symbolic link points out of the identities folder, or to a folder that it stands in. idctl follows links only inside the folder, so that nobody can make it read other files.',
    example: { wrong: 'identities/ada.yaml -> /home/bob/ada.yaml', right: 'identities/ada.yaml' },
    cure: 'Put the file itself there, or remove the link.',
  },
  IDC223: {
    cause:
      'Two *.schema.json files have the same name in different folders. The file name is the id of the schema, so both have the same id.',
    example: {
      wrong: 'identities/person.schema.json\nidentities/sales/person.schema.json',
      right: 'identities/person.schema.json',
    },
    cure: 'Delete one of the two, or rename the one that is a schema of its own.',
  },
  IDC224: {
    cause:
      'The name of a file cannot be used: it holds a control character or one that nobody sees, is not UTF-8, or is a spelling of _defaults.yaml that idctl would not read.',
    example: {
      wrong: {
        'identities/_defaults.yml': 'state: active\n',
        'identities/ada.yaml': 'traits:\n  email: ada@example.com\n',
      },
      right: {
        'identities/_defaults.yaml': 'state: active\n',
        'identities/ada.yaml': 'traits:\n  email: ada@example.com\n',
      },
    },
    cure: 'Rename the file.',
  },
  IDC225: {
    cause:
      'A file is empty or holds only comments. When an identity came from this file and its document is nowhere else, that is an error: people are removed by deleting the file, not by emptying it. The same holds when somebody is to be removed and may have come from it, because documents have moved and marks still name their former files.',
    example: inFile(
      'identities/ada.yaml',
      '# Ada is on leave\n',
      '# Ada is on leave\ntraits:\n  email: ada@example.com\n',
    ),
    cure: 'Write a document into the file. Delete the file if the person should go.',
  },
  IDC226: {
    cause:
      'A file looks as if it held documents, but its name ends in something that idctl does not read, such as .yaml.orig; or git left a refused change (.rej) beside a file.',
    example: {
      wrong: {
        'identities/ada.yaml.rej': 'traits:\n  email: ada@example.com\n',
        'identities/bob.yaml': 'traits:\n  email: bob@example.com\n',
      },
      right: {
        'identities/ada.yaml': 'traits:\n  email: ada@example.com\n',
        'identities/bob.yaml': 'traits:\n  email: bob@example.com\n',
      },
    },
    cure: 'Rename the file to .yaml, .yml, .json or .ndjson, delete it, or put an underscore before its name if it is meant for others.',
  },
  IDC227: {
    cause:
      'The file is only a pointer of Git LFS or git-annex, or the text of a link; the real content was not fetched.',
    example: inFile(
      'identities/ada.yaml',
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a21…\nsize 61\n',
      'traits:\n  email: ada@example.com\n',
    ),
    cure: 'Fetch the content, for instance with `git lfs pull`. In a pipeline, turn that on for the checkout.',
  },
  IDC229: {
    cause:
      'The file still has the conflict markers of git (<<<<<<<, =======, >>>>>>>). idctl does not read such a file.',
    example: {
      wrong: {
        'identities/ada.yaml':
          'traits:\n<<<<<<< HEAD\n  email: ada@example.com\n=======\n  email: ada.l@example.com\n>>>>>>> sales\n',
      },
      right: { 'identities/ada.yaml': 'traits:\n  email: ada.l@example.com\n' },
    },
    cure: 'Keep what is right of the two versions, and delete the marker lines.',
  },
  IDC231: {
    cause: 'A value, a document or a key is larger than idctl reads. Kratos accepts no request above 5 MiB.',
    example: {
      wrong: 'metadata_public: { photo: "data:image/png;base64,…" }   # 8 MB',
      right: 'metadata_public: { photo: "https://cdn.example.com/ada.png" }',
    },
    cure: 'Shorten it, or keep the value elsewhere and store a link to it.',
  },
  IDC232: {
    cause: 'One file holds more values than idctl can read at once.',
    example: {
      wrong: 'identities/everybody.json   # 2,000,000 people in one list',
      right: 'identities/a.ndjson\nidentities/b.ndjson',
    },
    cure: 'Split the file, or use .ndjson, which is read line by line.',
  },
  IDC247: {
    cause:
      '`idctl fmt` reads its own result before it writes. With this file, a value or a comment would not be the same, so the file stays as it is. That is a gap of the formatter, and no mistake in the file.',
    example: {
      given: 'The quoted text goes over two lines, which YAML reads as one.',
      ...inFile(
        'identities/ada.yaml',
        'traits:\n  email: ada@example.com\n  zip: "12\n    345"\n',
        'traits:\n  email: ada@example.com\n  zip: "12 345"\n',
      ),
    },
    cure: 'Write the unusual part of the file more simply, or leave it as it is: `fmt --check` does not fail because of it.',
  },
  IDC248: {
    cause:
      'The document says `state: inactive`, but `_defaults.yaml`, idctl.yaml or the document gives the state to others, with the ownership mode `observe` or `ignore`. So apply does not disable the account, and creates a new one active. With `seed` idctl writes the state to new accounts only: a plan says so for accounts that were there before.',
    example: inFile(
      'identities/ada.yaml',
      'state: inactive\ntraits:\n  email: ada@example.com\nidctl: { key: ada, ownership: { /state: observe } }\n',
      'state: inactive\ntraits:\n  email: ada@example.com\nidctl: { key: ada, ownership: { /state: enforce } }\n',
    ),
    cure: 'Give the document the mode `enforce` for /state. If others are to decide who is active, take the line out.',
  },
} as const satisfies Record<string, ExplainedDiagnostic>
