#pragma once

#include <string>
#include <vector>

#include "core/session.h"

namespace glassgpt {

/// A file's bytes. @throws Error if it is missing, a folder or cannot be read
std::string read_file(const std::string& name);

/// The examples of the files, in order, as one dataset; none of no files.
/// @throws Error as read_file and read_dataset
Dataset read_datasets(const std::vector<std::string>& names);

/// Finds out now whether a model file can be written there later: nobody should train for an hour in vain.
/// @throws Error if its ending is no checkpoint's, its folder does not exist or it cannot be written
void check_model_target(const std::string& name);

/// Saves the model, part by part, in the format of the file's ending, so that nobody ever finds half of it: beside the
/// target first, then renamed over it. If anything fails, the target stays as it was and nothing is left beside it.
/// @throws Failure if it cannot be written
/// @throws Error as Session::next_part
void save_model(Session& session, const std::string& name, bool with_training);

/// Opens a model file. @throws Error as read_file and Session::open
ModelReport open_model(Session& session, const std::string& name);

/// The name itself, or, if there is such a file, the next free one: model.json, model-2.json, model-3.json, …
std::string free_name(const std::string& name);

/// Whether both names mean one file.
bool same_file(const std::string& one, const std::string& other);

}  // namespace glassgpt
