// SPDX-License-Identifier: MIT
pragma solidity ^0.8.24;

import {IUpkeep} from "../kernel/IUpkeep.sol";
import {Rules} from "./IPrepaidTypes.sol";

/// @notice An instrument to settle.
struct Settlement {
    /// Its id.
    uint256 id;
    /// Its rules.
    Rules rules;
}

/// @notice Work for a keeper, in one vault.
struct Work {
    /// The vault.
    address vault;
    /// Owners to sweep.
    address[] owners;
    /// The most buckets to count for each of them; with 0 nobody is swept.
    uint256 limit;
    /// Who has the tips, as balance in the vault; zero = whoever calls {IPrepaidKeeper.performUpkeep}. A keeper whose calls come through a forwarder of
    /// its network names himself: nobody could take what the forwarder has. The vault takes no tips.
    address tipTo;
    /// Instruments to settle.
    Settlement[] settlements;
}

/// @title Prepaid keeper
/// @notice Pushes what has come back to owners who want that, and settles what doesn't return by itself. Nothing depends on it: who wants
/// his money can always take it. The candidates come from events; `checkData` and `performData` are each an ABI-encoded {Work}.
/// @dev {checkUpkeep} leaves of the candidates those with work. {performUpkeep} passes over what is no longer due, never existed or is refused; it reverts
/// where the gas doesn't reach to an item, and where the work names the vault for the tips. The tips are for whom the work names, or the caller's: whoever can
/// change the work could as well call the vault himself, and name whom he likes there.
interface IPrepaidKeeper is IUpkeep {
    /// @notice A settlement was refused; `reason` is the vault's error.
    event SettlementSkipped(address indexed vault, uint256 indexed id, bytes reason);

    /// @notice There is no contract at this address.
    error PrepaidNoVault(address vault);
    /// @notice The gas of the transaction doesn't reach to this settlement; send more, or fewer items.
    error PrepaidItemOutOfGas(uint256 id);
}
