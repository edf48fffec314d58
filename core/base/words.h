#pragma once

#include "message.h"

/// All words of the core: of its notes, and of those errors that people may meet who use its page. The page has its own
/// for each code, in web/src/i18n/*/core.json.
namespace glassgpt::words {

// Notes about a prompt ------------------------------------------------------------------------------------------------

inline constexpr Words prompt_without_tokens = {
    "prompt_without_tokens", "The prompt is empty: the text begins after </s>, the end of an example."};
inline constexpr Words mark_added = {
    "mark_added", "The question is read with {mark} at its end: the model is surer of its answer then."};
inline constexpr Words no_word_known = {"no_word_known",
                                        "The model knows none of these words: it sees <unk> for each of them."};
inline constexpr Words words_unknown = {"words_unknown", "The model does not know {words}: it sees <unk> instead."};
inline constexpr Words word_unknown = {
    "word_unknown", "The model does not know {word}, though it knows {known}: it sees <unk> instead."};
inline constexpr Words word_with_known = {"word_with_known", "{word} (it knows {known})"};
inline constexpr Words prompt_cut = {"prompt_cut",
                                     "The prompt is longer than the context: the model sees its last {tokens} tokens."};

// Where a fault is ----------------------------------------------------------------------------------------------------

inline constexpr Words at_line = {"at_line", "{name}, line {line}"};
inline constexpr Words at_line_and_byte = {"at_line_and_byte", "{name}, line {line}, byte {byte}"};
inline constexpr Words at_record = {"at_record", "{name}, record {record}"};
inline constexpr Words at_record_and_line = {"at_record_and_line", "{name}, record {record} (line {line})"};
inline constexpr Words at_message = {"at_message", "{record}, message {message}"};
inline constexpr Words at_example = {"at_example", "{name}, example {example}"};
inline constexpr Words at_token = {"at_token", "{where}, token {token}"};
inline constexpr Words at_merge = {"at_merge", "{where}, merge {merge}"};
inline constexpr Words at_step = {"at_step", "{phase} epoch {epoch}, step {step}"};
inline constexpr Words pretrain = {"pretrain", "pretrain"};
inline constexpr Words tune = {"tune", "tune"};
inline constexpr Words the_prompt = {"the_prompt", "prompt"};
inline constexpr Words training = {"training", "training"};
inline constexpr Words resuming = {"resuming", "resuming training"};
inline constexpr Words memory = {"memory", "memory"};

// What is expected, and what is found ---------------------------------------------------------------------------------

inline constexpr Words expected_found = {"expected_found", "expected {expected}, found {found}"};
inline constexpr Words expected_as_before = {"expected_as_before",
                                             "expected {expected} like the records before it, found {found}"};
inline constexpr Words expected_string_as = {"expected_string_as", "expected a string as {name}, found {found}"};
inline constexpr Words a_string = {"a_string", "a string"};
inline constexpr Words an_array = {"an_array", "an array"};
inline constexpr Words an_object = {"an_object", "an object"};
inline constexpr Words a_number = {"a_number", "a number"};
inline constexpr Words a_truth_value = {"a_truth_value", "true or false"};
inline constexpr Words null = {"null", "null"};
inline constexpr Words nothing = {"nothing", "nothing"};
inline constexpr Words another = {"another", "another"};
inline constexpr Words a_message = {"a_message", "a message"};
inline constexpr Words a_string_or_object = {"a_string_or_object", "a string or an object"};
inline constexpr Words an_array_of_examples = {"an_array_of_examples", "an array of examples"};
inline constexpr Words a_whole_number = {"a_whole_number", "a whole number from {least} to {most}"};
inline constexpr Words numbers = {"numbers", "{count} numbers"};
inline constexpr Words bytes = {"bytes", "{count} bytes"};
inline constexpr Words a_finite_number = {"a_finite_number", "a finite number"};
inline constexpr Words a_finite_number_from = {"a_finite_number_from", "a finite number of at least {least}"};
inline constexpr Words a_number_below = {"a_number_below", "a number from {least} to less than {limit}"};
inline constexpr Words a_number_from = {"a_number_from", "a number of at least {least}"};
inline constexpr Words at_least = {"at_least", "at least {least}"};
inline constexpr Words at_most = {"at_most", "at most {most}"};
inline constexpr Words float_types = {"float_types", R"("F32", "F16" or "BF16")"};
inline constexpr Words hexadecimal = {"hexadecimal", "16 hexadecimal digits"};
inline constexpr Words base64_numbers = {"base64_numbers", "base64 of numbers of 4 bytes"};

// Files of data: what they are ----------------------------------------------------------------------------------------

inline constexpr Words file_empty = {"file_empty", "the file is empty"};
inline constexpr Words write_example = {"write_example", "write at least one example into it"};
inline constexpr Words json_by_another_name = {"json_by_another_name", "it holds JSON, not what its name says"};
inline constexpr Words name_it_json = {"name_it_json", "name it .json or .jsonl"};
inline constexpr Words nothing_answered = {"nothing_answered", "no message of the user in it is followed by an answer"};
inline constexpr Words write_question = {"write_question", "write at least one question with its answer"};
inline constexpr Words no_example = {"no_example", "there is no example in it"};
inline constexpr Words write_one = {"write_one", "write at least one"};
inline constexpr Words nothing_to_predict = {"nothing_to_predict", "there is nothing to predict"};
inline constexpr Words give_one_word = {"give_one_word", "give the example at least one word"};

inline constexpr Words foreign_file = {"foreign_file", "it is {kind}, not text to train on"};
inline constexpr Words office_document = {"office_document", "a document of an office program"};
inline constexpr Words word_document = {"word_document", "a Word document"};
inline constexpr Words excel_workbook = {"excel_workbook", "an Excel workbook"};
inline constexpr Words presentation = {"presentation", "a PowerPoint presentation"};
inline constexpr Words open_document_text = {"open_document_text", "an OpenDocument text"};
inline constexpr Words open_document_sheet = {"open_document_sheet", "an OpenDocument spreadsheet"};
inline constexpr Words electronic_book = {"electronic_book", "an electronic book (EPUB)"};
inline constexpr Words pdf_document = {"pdf_document", "a PDF document"};
inline constexpr Words rich_text = {"rich_text", "a document in rich text format (RTF)"};
inline constexpr Words web_page = {"web_page", "a web page (HTML)"};
inline constexpr Words xml = {"xml", "XML"};
inline constexpr Words picture = {"picture", "a picture ({format})"};
inline constexpr Words picture_or_sound = {"picture_or_sound", "a picture, sound or film ({format})"};
inline constexpr Words sound = {"sound", "a sound ({format})"};
inline constexpr Words sound_or_film = {"sound_or_film", "a sound or film ({format})"};
inline constexpr Words compressed = {"compressed", "compressed by {format}"};
inline constexpr Words archive = {"archive", "an archive ({format})"};
inline constexpr Words table = {"table", "a table in the format {format}"};
inline constexpr Words database = {"database", "a database (SQLite)"};
inline constexpr Words a_model = {"a_model", "a model"};
inline constexpr Words program = {"program", "a program"};
inline constexpr Words save_as_text = {"save_as_text", "open it and save it as plain text (.txt)"};
inline constexpr Words save_sheet = {"save_sheet", "open it and save the sheet as CSV"};
inline constexpr Words give_text = {"give_text", "give a file of text"};
inline constexpr Words unpack = {"unpack", "unpack it and give the file in it"};
inline constexpr Words copy_text = {"copy_text", "copy its text into a plain text file (.txt)"};
inline constexpr Words open_as_model = {"open_as_model", "open it as a model, and give a file of texts as data"};
inline constexpr Words write_as_csv = {"write_as_csv", "write it as CSV or JSON Lines"};
inline constexpr Words write_table = {"write_table", "write a table of it as CSV"};

// Files of data: their characters -------------------------------------------------------------------------------------

inline constexpr Words without_mark = {"without_mark", "it seems to be {encoding} without a byte order mark"};
inline constexpr Words utf32 = {"utf32", "it is UTF-32"};
inline constexpr Words save_as_utf8 = {
    "save_as_utf8", "save the file as UTF-8: an editor offers that under \"Save as\", a spreadsheet as \"CSV UTF-8\""};
inline constexpr Words half_character = {"half_character", "half of a character stands there, in UTF-16"};
inline constexpr Words save_anew = {"save_anew", "save the file anew, best as UTF-8"};
inline constexpr Words zero_byte = {"zero_byte", "a zero byte stands there: the file is damaged, or no text"};
inline constexpr Words write_line_anew = {"write_line_anew", "give a file of text, or write that line anew"};
inline constexpr Words not_utf8_in_line = {"not_utf8_in_line",
                                           "the text is not valid UTF-8 at byte {byte} of the line"};
inline constexpr Words not_utf8_behind = {
    "not_utf8_behind", "the text is not valid UTF-8 at byte {byte} of the line, though it is before"};
inline constexpr Words write_there_anew = {"write_there_anew",
                                           "write anew what stands there, and save the file as UTF-8"};
inline constexpr Words windows_1252 = {"windows_1252",
                                       "the text is not valid UTF-8 at byte {byte} of the line: it seems to be "
                                       "Windows-1252, where it reads {word}"};
inline constexpr Words not_utf8 = {"not_utf8", "the text is not valid UTF-8 at byte {byte}"};
inline constexpr Words encode_as_utf8 = {"encode_as_utf8", "encode it as UTF-8"};

// Files of data: their records ----------------------------------------------------------------------------------------

inline constexpr Words text_empty = {"text_empty", "the text is empty"};
inline constexpr Words write_text = {"write_text", "write a text or take the record out"};
inline constexpr Words prompt_empty = {"prompt_empty", "the prompt is empty"};
inline constexpr Words write_prompt = {"write_prompt", "write what the user says"};
inline constexpr Words answer_empty = {"answer_empty", "the answer is empty"};
inline constexpr Words write_answer = {"write_answer", "write what the assistant replies"};

inline constexpr Words columns_expected = {"columns_expected", "expected the {count} columns {names}, found {found}"};
inline constexpr Words quote_field = {"quote_field", "put a field that contains a {separator} in quotes"};
inline constexpr Words comma = {"comma", "comma"};
inline constexpr Words semicolon = {"semicolon", "semicolon"};
inline constexpr Words tab = {"tab", "tab"};
inline constexpr Words separator = {"separator", "separator"};
inline constexpr Words quote_within = {"quote_within", "a quote stands in a field that does not begin with one"};
inline constexpr Words quote_whole_field = {"quote_whole_field",
                                            "put the whole field in quotes and write each quote within it twice"};
inline constexpr Words quote_open = {"quote_open", "the quote that begins here has no end"};
inline constexpr Words close_quote = {"close_quote", "close it, and write each quote within a field twice"};
inline constexpr Words text_after_quote = {"text_after_quote", "text follows the closing quote of a field"};
inline constexpr Words write_quotes_twice = {"write_quotes_twice", "write each quote within a field twice"};

inline constexpr Words write_examples = {
    "write_examples", R"(write ["a text", "another text"] or [{"prompt": "a question", "answer": "its answer"}])"};
inline constexpr Words write_lines = {"write_lines",
                                      R"(write {"prompt": "a question", "answer": "its answer"} on each line)"};
inline constexpr Words or_plain_text = {"or_plain_text", "{remedy}; plain text has to begin with something else"};
inline constexpr Words write_message = {"write_message", R"(write {"role": "user", "content": "a question"})"};
inline constexpr Words write_members = {"write_members", R"(write {{prompt}: "a question", {answer}: "its answer"})"};
inline constexpr Words separate_files = {"separate_files",
                                         "keep texts, and prompts with answers, in files of their own"};
inline constexpr Words number_too_large = {"number_too_large", "a number is too large"};
inline constexpr Words quote_number = {"quote_number", "take it out or write it in double quotes"};
inline constexpr Words role_missing = {"role_missing", "its role is missing"};
inline constexpr Words role_unknown = {"role_unknown", "{role} is no role that is known"};
inline constexpr Words write_role = {"write_role", "write user, assistant or system"};
inline constexpr Words stands_twice = {"stands_twice", "{name} stands twice"};
inline constexpr Words write_once = {"write_once", "write it once"};
inline constexpr Words is_missing = {"is_missing", "{name} is missing"};
inline constexpr Words write_messages = {"write_messages", "write its messages or take the record out"};
inline constexpr Words write_it = {"write_it", "write it or take the record out"};
inline constexpr Words quote_string = {"quote_string", "write it in double quotes"};
inline constexpr Words members_unknown = {"members_unknown", "none of its members is known: {names}"};
inline constexpr Words object_unknown = {
    "object_unknown", "expected an array of examples, found an object, none of whose members is known: {names}"};
inline constexpr Words name_members = {"name_members", R"(name them "prompt" and "answer", or "text")"};

inline constexpr Words after_array = {"after_array", "something follows the end of the array"};
inline constexpr Words put_into_array = {"put_into_array", "take it out, or put it into the array"};
inline constexpr Words after_line = {"after_line", "something follows the end of the line's value"};
inline constexpr Words one_value_a_line = {"one_value_a_line", "take it out; each line holds one value"};
inline constexpr Words after_object = {"after_object", "something follows the end of the object"};
inline constexpr Words objects_into_array = {"objects_into_array",
                                             "put the objects into one array, or each on a line of its own"};
inline constexpr Words line_ends_early = {"line_ends_early", "the line ends before its value does"};
inline constexpr Words close_on_line = {"close_on_line", "close what is open, on the same line"};
inline constexpr Words array_ends_early = {"array_ends_early", "the file ends before its array does"};
inline constexpr Words close_array = {"close_array", "close what is open and end the file in ]"};
inline constexpr Words object_ends_early = {"object_ends_early", "the file ends before its object does"};
inline constexpr Words close_object = {"close_object", "close what is open and end the file in }"};
inline constexpr Words comma_before_end = {"comma_before_end", "a comma stands before the closing bracket"};
inline constexpr Words take_comma_out = {"take_comma_out", "take the comma out"};
inline constexpr Words line_not_json = {"line_not_json", "the line is not valid JSON here"};
inline constexpr Words file_not_json = {"file_not_json", "the file is not valid JSON here"};

// Model files ---------------------------------------------------------------------------------------------------------

inline constexpr Words not_a_model = {"not_a_model", "this is no GlassGPT model"};
inline constexpr Words other_format = {"other_format", "this is no GlassGPT model: expected {expected}, found {found}"};
inline constexpr Words open_saved_file = {"open_saved_file", "open a .json or .safetensors file that GlassGPT saved"};
inline constexpr Words open_with_newer = {"open_with_newer",
                                          "open the file with the version of GlassGPT that wrote it, or a newer one"};
inline constexpr Words not_a_model_name = {"not_a_model_name", "the ending is not one of a model file"};
inline constexpr Words name_model_file = {"name_model_file", "let the name end in .json or .safetensors"};
inline constexpr Words damaged = {
    "damaged", "the file is damaged or was not written by GlassGPT, so open another copy or save the model again"};
inline constexpr Words cut_off = {"cut_off", "the file is cut off: open another copy"};
inline constexpr Words cut_off_or_damaged = {"cut_off_or_damaged", "the file is cut off or damaged: open another copy"};

inline constexpr Words json_ends_early = {"json_ends_early", "the JSON text ends too early"};
inline constexpr Words not_json_at = {"not_json_at", "not valid JSON at line {line}, byte {byte}"};
inline constexpr Words json_zero_byte = {"json_zero_byte", "the JSON text holds a zero byte"};
inline constexpr Words json_too_deep = {"json_too_deep", "the JSON is nested more deeply than in any checkpoint"};
inline constexpr Words json_too_large = {"json_too_large", "the JSON holds more values than any checkpoint"};
inline constexpr Words number_overflows = {"number_overflows", "the number is too large"};
inline constexpr Words float_overflows = {"float_overflows", "the number is too large for a float32"};
inline constexpr Words field_missing = {"field_missing", "the field is missing"};
inline constexpr Words field_twice = {"field_twice", "the field stands there twice"};
inline constexpr Words field_unknown = {"field_unknown", "no field of this name is known"};

inline constexpr Words header_cut = {
    "header_cut", "the header should have {length} bytes, but the file has only {bytes} after its length"};
inline constexpr Words two_whole_numbers = {"two_whole_numbers", "expected two whole numbers"};
inline constexpr Words tensor_cut = {"tensor_cut",
                                     "the tensor ends at byte {end} of the data, of which the file has {bytes}"};
inline constexpr Words tensors_overlap = {"tensors_overlap",
                                          "the tensors leave a hole or overlap at byte {byte} of the data"};
inline constexpr Words bytes_behind = {"bytes_behind", "there are {count} bytes after the last tensor"};
inline constexpr Words convert_tensors = {"convert_tensors", "convert the tensors to one of these"};
inline constexpr Words more_than_file = {"more_than_file",
                                         "a model of these sizes has more weights than the file has room for"};
inline constexpr Words layers_missing = {"layers_missing", "there are {layers} layers, but only {tensors} tensors"};

inline constexpr Words token_count = {"token_count", "there are {tokens} tokens, but config.vocab_size is {size}"};
inline constexpr Words special_tokens_first = {"special_tokens_first",
                                               R"(the vocabulary does not begin with "<unk>" and "</s>")"};
inline constexpr Words special_ids = {"special_ids", "give these two the ids 0 and 1, before all words"};
inline constexpr Words token_twice = {"token_twice", "{token} is also token {earlier}"};
inline constexpr Words list_once = {"list_once", "list each token once"};
inline constexpr Words not_one_token = {"not_one_token", "{token} is not one token"};
inline constexpr Words make_tokens = {"make_tokens", "make each {what}"};
inline constexpr Words word_or_mark = {"word_or_mark",
                                       "a word without white space and punctuation, or one punctuation character"};
inline constexpr Words unicode_piece = {"unicode_piece",
                                        "a word without white space and punctuation, or one punctuation character, "
                                        "symbol or character of a script without spaces, in normalization form C"};
inline constexpr Words one_character = {"one_character",
                                        "one character, with the marks that belong to it, in normalization form C"};
inline constexpr Words no_bytes = {"no_bytes", "{token} stands for no bytes"};
inline constexpr Words write_bytes = {"write_bytes", "write each byte as GPT-2 does, a space as Ġ"};
inline constexpr Words bytes_missing = {"bytes_missing", "there is not a token for every byte"};
inline constexpr Words list_bytes = {"list_bytes", "list all 256 of them after <unk> and </s>"};
inline constexpr Words not_two_tokens = {"not_two_tokens", "{merge} does not make a token of two"};
inline constexpr Words name_two_tokens = {"name_two_tokens", "name two tokens with one space between"};

// Sizes and options ---------------------------------------------------------------------------------------------------

inline constexpr Words option_is = {"option_is", "{option} is {value}"};
inline constexpr Words choose_number = {"choose_number", "choose a number from {least} to {most}"};
inline constexpr Words choose_whole_number = {"choose_whole_number", "choose a whole number from {least} to {most}"};
inline constexpr Words at_least_one = {"at_least_one", "it has to be at least 1"};
inline constexpr Words heads_do_not_divide = {"heads_do_not_divide",
                                              "num_heads is {heads} and embedding_dim is {dimension}"};
inline constexpr Words choose_heads = {"choose_heads", "choose a number of heads that divides the embedding dimension"};
inline constexpr Words memory_full = {"memory_full", "the browser gives this page no more"};
inline constexpr Words choose_smaller = {"choose_smaller", "choose smaller sizes or a smaller batch"};

// Training and looking inside -----------------------------------------------------------------------------------------

inline constexpr Words no_vocabulary_data = {"no_vocabulary_data", "there is no data to make a vocabulary from"};
inline constexpr Words set_data = {"set_data", "set the data of at least one phase first"};
inline constexpr Words nothing_to_train = {"nothing_to_train", "there is nothing to train"};
inline constexpr Words give_data = {"give_data", "give a phase both data and at least one epoch"};
inline constexpr Words diverged = {"diverged",
                                   "the loss is no longer finite, at a learning rate of {rate} after {halvings} "
                                   "halvings, and the last good weights are back"};
inline constexpr Words lower_rate = {
    "lower_rate",
    "choose a lower learning rate or more warm-up steps, or a lower clip norm if clipping is off or loose"};
inline constexpr Words no_training_state = {"no_training_state", "the model's file holds no training state"};
inline constexpr Words start_from_weights = {"start_from_weights", "start a new training run from its weights instead"};
inline constexpr Words pretraining_over = {"pretraining_over",
                                           "pre-training is over, after {done} epochs, and cannot get {asked}"};
inline constexpr Words change_tuning = {"change_tuning", "change the epochs of tuning only"};
inline constexpr Words option_changed = {"option_changed", "an option is not what the run was started with"};
inline constexpr Words change_epochs_only = {"change_epochs_only",
                                             "change nothing but the epochs, or start a new training run"};
inline constexpr Words other_data = {
    "other_data", "the {phase} data is not what the run was trained on, which had {examples} examples"};
inline constexpr Words give_same_data = {"give_same_data",
                                         "give the same files in the same order, and hold the same share of them out; "
                                         "or begin anew from its weights, and add the new words to its vocabulary"};
inline constexpr Words phase_without_data = {"phase_without_data",
                                             "the file says that {phase} is under way, which has no data"};
inline constexpr Words start_run_from_weights = {"start_run_from_weights", "start a new run from its weights instead"};
inline constexpr Words it_is_empty = {"it_is_empty", "it is empty"};
inline constexpr Words give_a_word = {"give_a_word", "give at least one word"};
inline constexpr Words prompt_too_long = {"prompt_too_long", "it has {tokens} tokens"};
inline constexpr Words shorten_prompt = {"shorten_prompt", "shorten it to the {context} tokens of the context"};

}  // namespace glassgpt::words
