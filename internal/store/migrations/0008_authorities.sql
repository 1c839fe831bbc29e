-- The local authorities that a register has are found by stepping from one to
-- the next. For the lists themselves it is not made, nor of use to them.
CREATE INDEX people_by_authority ON people (register, local_authority) WHERE on_register <> 'struck-out';
