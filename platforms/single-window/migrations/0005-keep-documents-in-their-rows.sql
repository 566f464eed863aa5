-- Documents are read back within seconds, when the answer of customs comes. Rows of up to a page stay
-- whole, uncompressed and in the main table: pglz costs some 40 microseconds a list.
alter table single_window.declaration_document
  set (toast_tuple_target = 8160);
alter table single_window."order"
  set (toast_tuple_target = 8160);
